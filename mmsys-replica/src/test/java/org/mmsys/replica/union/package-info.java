@NullMarked
package org.mmsys.replica.union;

import org.jspecify.annotations.NullMarked;
