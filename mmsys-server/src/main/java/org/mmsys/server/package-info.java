/** The composition root: everything is put together here, nothing is decided. */
@NullMarked
package org.mmsys.server;

import org.jspecify.annotations.NullMarked;
