/** Who decides: a few small records, changed by compare-and-set only, in whatever engine there is. */
@NullMarked
package org.mmsys.replica.registry;

import org.jspecify.annotations.NullMarked;
