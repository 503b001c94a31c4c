/** Mail that waits for another server: what is queued, when it is tried, and what its sender is told. */
@NullMarked
package org.mmsys.core.queue;

import org.jspecify.annotations.NullMarked;
