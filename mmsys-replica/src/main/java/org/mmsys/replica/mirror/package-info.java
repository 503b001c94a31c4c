/** Two halves of a pair with the same mail: the copy for an empty disk, the comparison, and the repair of single files. */
@NullMarked
package org.mmsys.replica.mirror;

import org.jspecify.annotations.NullMarked;
