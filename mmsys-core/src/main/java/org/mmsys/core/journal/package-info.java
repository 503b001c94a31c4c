/** The one log: everything that changes is an entry here before it is acknowledged. */
@NullMarked
package org.mmsys.core.journal;

import org.jspecify.annotations.NullMarked;
