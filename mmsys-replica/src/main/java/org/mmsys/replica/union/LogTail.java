package org.mmsys.replica.union;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.LogEntries;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.PairLog;

/** The entries of a log behind a place, piece by piece. Reads the disk. */
final class LogTail {
    private static final int CHUNK = 1 << 20;

    private LogTail() {}

    /** Is shown each entry. */
    interface Reader {
        void entry(JournalEntry entry) throws IOException, InterruptedException;
    }

    /** @throws IOException if the log does not reach back so far, or the disk fails */
    static void walk(PairLog log, LogMark after, long upTo, Reader reader) throws IOException, InterruptedException {
        LogMark at = after;
        while (at.sequence() < upTo) {
            Optional<PairLog.Chunk> chunk = log.read(at, CHUNK);
            if (chunk.isEmpty()) {
                return;
            }
            List<JournalEntry> entries = LogEntries.of(chunk.get());
            long wanted = Math.min(entries.size(), upTo - at.sequence());
            for (JournalEntry entry : entries.subList(0, (int) wanted)) {
                reader.entry(entry);
            }
            at = chunk.get().last();
        }
    }
}
