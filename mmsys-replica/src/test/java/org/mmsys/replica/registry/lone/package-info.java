@NullMarked
package org.mmsys.replica.registry.lone;

import org.jspecify.annotations.NullMarked;
