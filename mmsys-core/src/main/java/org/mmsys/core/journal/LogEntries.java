package org.mmsys.core.journal;

import java.util.List;

/** What stands in a piece of a log: for who reads it to understand it, not to copy it. */
public final class LogEntries {
    private LogEntries() {}

    /**
     * The entries of a chunk in their order, the first one being that behind {@link PairLog.Chunk#previous}.
     *
     * @throws CorruptEntryException if a checksum or a link is wrong
     */
    public static List<JournalEntry> of(PairLog.Chunk chunk) throws CorruptEntryException {
        return FollowedRecords.check(chunk.records(), chunk.previous(), chunk.last()).entries().stream()
                .map(Waiting::entry)
                .toList();
    }
}
