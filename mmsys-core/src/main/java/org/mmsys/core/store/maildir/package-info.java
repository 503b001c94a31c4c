/** The store as files: Maildir++ trees, their indexes, and the journal's entries applied to them. */
@NullMarked
package org.mmsys.core.store.maildir;

import org.jspecify.annotations.NullMarked;
