/** Octets on the wire: strict lines, dot-stuffing, printable text. */
@NullMarked
package org.mmsys.wire.text;

import org.jspecify.annotations.NullMarked;
