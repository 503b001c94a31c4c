@NullMarked
package org.mmsys.replica.pair;

import org.jspecify.annotations.NullMarked;
