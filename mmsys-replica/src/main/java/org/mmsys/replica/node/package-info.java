/** One half of a pair at work: the pure machine with its log, its link to the other half and its registry. */
@NullMarked
package org.mmsys.replica.node;

import org.jspecify.annotations.NullMarked;
