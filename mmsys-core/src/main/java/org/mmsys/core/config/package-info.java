/** Settings: typed keys that carry their documentation, read once at start. */
@NullMarked
package org.mmsys.core.config;

import org.jspecify.annotations.NullMarked;
