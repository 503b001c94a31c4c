@NullMarked
package org.mmsys.replica.node;

import org.jspecify.annotations.NullMarked;
