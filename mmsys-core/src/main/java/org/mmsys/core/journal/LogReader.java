package org.mmsys.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads entries back from the segments, those that are written and not yet forced too. Any thread; opens files of its own.
 *
 * <p>Segments may be dropped or cut meanwhile: then an {@link IOException} says so, and never are octets given that were not
 * a whole record of this log.
 */
final class LogReader {
    private static final Logger log = LoggerFactory.getLogger(LogReader.class);

    private final JournalFiles files;
    private final long mark;
    private final LogIndex index;

    /** Is shown records in order; false: enough. */
    @FunctionalInterface
    interface Visitor {
        boolean record(LogRecord record, LogIndex.Place place) throws IOException;
    }

    LogReader(JournalFiles files, long mark, LogIndex index) {
        this.files = files;
        this.mark = mark;
        this.index = index;
    }

    /** Shows the entries of this range, in order. */
    void walk(long first, long last, Visitor visitor) throws IOException {
        long next = first;
        while (next <= last) {
            LogIndex.Place from = index.near(next).orElse(null);
            if (from == null || next <= index.base().sequence()) {
                throw gone(next);
            }
            long reached = walk(from, next, last, visitor);
            if (reached == next) {
                throw gone(next);
            }
            next = reached;
        }
    }

    private static IOException gone(long sequence) {
        return new IOException("entry " + sequence + " is not in the log any more");
    }

    /** Goes on to the end of a segment; returns the entry to go on with. */
    private long walk(LogIndex.Place from, long first, long last, Visitor visitor) throws IOException {
        long sequence = from.sequence();
        long position = from.position();
        int cuts = index.cuts();
        try (SegmentReader reader = SegmentReader.open(files.segment(from.segment()), mark)) {
            while (sequence <= last && position < reader.size()) {
                LogRecord record = reader.recordAt(position);
                if (record == null || record.sequence() != sequence) {
                    throw new IOException("entry " + sequence + " cannot be read from the log");
                }
                index.note(sequence, from.segment(), position, cuts);
                if (sequence >= first
                        && !visitor.record(record, new LogIndex.Place(sequence, from.segment(), position))) {
                    return Long.MAX_VALUE;
                }
                sequence++;
                position += record.length();
            }
        } catch (NoSuchFileException dropped) {
            throw new IOException(gone(first).getMessage(), dropped);
        }
        return Math.max(first, sequence);
    }

    /** Where an entry stands. */
    LogIndex.Place placeOf(long sequence) throws IOException {
        List<LogIndex.Place> found = new ArrayList<>();
        walk(sequence, sequence, (record, place) -> found.add(place));
        return found.get(0);
    }

    /** The mark after an entry; empty if the log does not have it. */
    Optional<LogMark> markAfter(long sequence) {
        LogMark base = index.base();
        if (sequence == base.sequence()) {
            return Optional.of(base);
        }
        if (sequence < base.sequence() || sequence > index.last()) {
            return Optional.empty();
        }
        List<LogMark> found = new ArrayList<>();
        try {
            walk(sequence, sequence, (record, place) -> {
                Chain chain = new Chain(record.previousLink());
                chain.advance(sequence, record.epoch(), record.fields().duplicate());
                return found.add(new LogMark(sequence, chain.link()));
            });
        } catch (IOException unreadable) {
            log.atWarn().addKeyValue("seq", sequence).setCause(unreadable).log("entry of the log cannot be read");
        }
        return found.stream().findFirst();
    }

    /** What stands behind a place: at least one entry, about so many octets at most. */
    Optional<PairLog.Chunk> read(LogMark after, int octets) throws IOException {
        long last = index.last();
        if (after.sequence() > last) {
            throw new IOException("the log ends at " + last + ", asked for what is behind " + after.sequence());
        }
        if (after.sequence() == last) {
            return Optional.empty();
        }
        ChunkReader chunk = new ChunkReader(after, octets);
        walk(after.sequence() + 1, last, chunk);
        return Optional.of(chunk.finish());
    }

    /** Gathers records as long as they are of one history. */
    private static final class ChunkReader implements Visitor {
        private final LogMark after;
        private final int most;
        private final Chain chain;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Set<Body.Spooled> bodies = new LinkedHashSet<>();
        private long last;

        ChunkReader(LogMark after, int most) {
            this.after = after;
            this.most = most;
            this.chain = new Chain(after.chain());
        }

        @Override
        public boolean record(LogRecord record, LogIndex.Place place) throws IOException {
            if (!chain.isAt(record.previousLink())) {
                throw new IOException("what is before entry " + record.sequence() + " is another history");
            }
            if (taken.size() > 0 && taken.size() + record.length() > most) {
                return false;
            }
            byte[] octets = new byte[record.length()];
            record.octets().get(0, octets);
            taken.write(octets);
            chain.advance(record.sequence(), record.epoch(), record.fields().duplicate());
            bodies.addAll(Spooled.in(EntryCodec.decode(
                    record.fields().duplicate(), record.bodies().duplicate())));
            last = record.sequence();
            return taken.size() < most;
        }

        PairLog.Chunk finish() {
            ByteBuffer records = ByteBuffer.wrap(taken.toByteArray()).asReadOnlyBuffer();
            return new PairLog.Chunk(after, new LogMark(last, chain.link()), records, List.copyOf(bodies));
        }
    }
}
