/** What two halves did apart becomes one again: the entries of the one that yields, as entries of the other. */
@NullMarked
package org.mmsys.replica.union;

import org.jspecify.annotations.NullMarked;
