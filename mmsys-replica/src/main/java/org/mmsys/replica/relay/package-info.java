/** A backup without a store of its own: its listeners pass every connection on to the half that serves. */
@NullMarked
package org.mmsys.replica.relay;

import org.jspecify.annotations.NullMarked;
