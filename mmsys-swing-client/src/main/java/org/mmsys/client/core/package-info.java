/** The engine of the mail client: accounts, sessions, local store, outbox, folders, MIME. No windows here. */
@NullMarked
package org.mmsys.client.core;

import org.jspecify.annotations.NullMarked;
