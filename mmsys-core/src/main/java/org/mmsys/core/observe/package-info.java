/** What a node tells of itself in numbers. May be used by all rooms and uses none. */
@NullMarked
package org.mmsys.core.observe;

import org.jspecify.annotations.NullMarked;
