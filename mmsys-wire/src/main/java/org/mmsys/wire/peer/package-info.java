/** What nodes of one system say to each other before anything else. */
@NullMarked
package org.mmsys.wire.peer;

import org.jspecify.annotations.NullMarked;
