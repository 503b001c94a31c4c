/** What moves mail: receiving, sending, folders here or on the server, undo. */
@NullMarked
package org.mmsys.client.core.sync;

import org.jspecify.annotations.NullMarked;
