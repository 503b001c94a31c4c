@NullMarked
package org.mmsys.replica.registry.ratis;

import org.jspecify.annotations.NullMarked;
