package org.mmsys.core.journal;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts off the end of a paired log, which was never committed, and puts it aside. Committer thread. */
final class TailCut {
    private static final Logger log = LoggerFactory.getLogger(TailCut.class);

    private final JournalParts parts;
    private final LogReader reader;
    private final TailQuarantine quarantine;

    TailCut(JournalParts parts) {
        this.parts = parts;
        this.reader = parts.recovered().reader();
        this.quarantine = new TailQuarantine(parts.files(), reader);
    }

    /**
     * Cuts, durably; for want of space the end is not put aside.
     *
     * @param floor the last entry that must stay
     * @throws IllegalStateException if the place lies before that, or is not in the log: a bug, and nothing was cut
     */
    void cut(LogMark last, long floor) throws IOException {
        long end = parts.writer().sequence();
        check(last, floor, end);
        if (last.sequence() == end) {
            return;
        }
        LogIndex.Place next = reader.placeOf(last.sequence() + 1);
        keepAside(last.sequence() + 1, end);
        cutBack(last, next);
        log.atWarn()
                .addKeyValue("from", last.sequence() + 1)
                .addKeyValue("to", end)
                .log("end of the log cut off, it was never committed");
    }

    private void check(LogMark last, long floor, long end) {
        if (last.sequence() > end || last.sequence() < floor) {
            throw new IllegalStateException("cut to " + last.sequence() + " asked, the log ends at " + end + " and "
                    + floor + " is committed, or begins the epoch");
        }
        LogMark here = last.sequence() == end
                ? parts.writer().end()
                : reader.markAfter(last.sequence()).orElse(LogMark.START);
        if (!here.equals(last)) {
            throw new IllegalStateException("cut to " + last.sequence() + " asked, in another history");
        }
    }

    private void keepAside(long first, long last) throws IOException {
        try {
            quarantine.keep(first, last);
        } catch (IOException failed) {
            if (!parts.batches().isFull(failed)) {
                throw failed;
            }
            log.atError().setCause(failed).log("no space to put the end of the log aside");
        }
    }

    private void cutBack(LogMark last, LogIndex.Place next) throws IOException {
        try {
            parts.writer().cutBack(last, next);
        } catch (IOException failed) {
            if (!parts.batches().isFull(failed)) {
                throw failed;
            }
            parts.reserve().release();
            parts.writer().cutBack(last, next);
        }
    }
}
