/** The registry of a pair that is alone in its system: one vote for each record, which one of the two halves has. */
@NullMarked
package org.mmsys.replica.registry.lone;

import org.jspecify.annotations.NullMarked;
