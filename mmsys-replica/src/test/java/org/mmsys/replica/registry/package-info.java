@NullMarked
package org.mmsys.replica.registry;

import org.jspecify.annotations.NullMarked;
