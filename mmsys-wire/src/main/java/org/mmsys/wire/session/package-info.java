/** A protocol endpoint as a pure function with memory: input in, outputs out. */
@NullMarked
package org.mmsys.wire.session;

import org.jspecify.annotations.NullMarked;
