/** Mail as users see it: maildrops, folders, messages; the Maildir is the journal applied. */
@NullMarked
package org.mmsys.core.store;

import org.jspecify.annotations.NullMarked;
