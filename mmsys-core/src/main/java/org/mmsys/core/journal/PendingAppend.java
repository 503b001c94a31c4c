package org.mmsys.core.journal;

/** An entry that waits to be committed. */
record PendingAppend(JournalEntry entry, EncodedEntry encoded, boolean grows, Journal.CommitListener listener) {
    PendingAppend(JournalEntry entry, Journal.CommitListener listener) {
        this(entry, EntryCodec.encode(entry), Growth.of(entry), listener);
    }

    int length() {
        return LogRecord.lengthOf(encoded);
    }
}
