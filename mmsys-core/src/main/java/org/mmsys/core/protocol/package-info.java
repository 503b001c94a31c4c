/** What a protocol brings to be served: a machine, a performer, and the provider that makes them. */
@NullMarked
package org.mmsys.core.protocol;

import org.jspecify.annotations.NullMarked;
