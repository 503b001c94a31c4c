/** {@code mmsysctl}: what an administrator says to a node, and what needs no node. */
@NullMarked
package org.mmsys.server.ctl;

import org.jspecify.annotations.NullMarked;
