/** Sockets: the only package that knows MINA. */
@NullMarked
package org.mmsys.core.net;

import org.jspecify.annotations.NullMarked;
