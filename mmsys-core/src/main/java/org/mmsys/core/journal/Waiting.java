package org.mmsys.core.journal;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the log that is not applied yet.
 *
 * @param octets of its record
 * @param own who waits for it, if it was appended here
 */
record Waiting(
        long sequence,
        JournalEntry entry,
        int octets,
        @Nullable PendingAppend own) {
    Waiting forgotten() {
        return own == null ? this : new Waiting(sequence, entry, octets, null);
    }
}
