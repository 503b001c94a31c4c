/** What is on this computer: the profile, messages, the index, the outbox, passwords. */
@NullMarked
package org.mmsys.client.core.store;

import org.jspecify.annotations.NullMarked;
