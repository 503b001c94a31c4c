package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all segments in order, verifying every record, and cuts off a torn end.
 *
 * <p>An end is torn when nothing behind the damage was written after a later force: then the damaged entry was never
 * acknowledged. Any other damage is reported, the segment copied aside, and reading goes on at the next whole record. Used
 * once, on the opening thread.
 */
final class LogScan {
    private static final Logger log = LoggerFactory.getLogger(LogScan.class);

    private final UUID store;
    private final long mark;
    private final Quarantine quarantine;
    private final LogIndex index;
    private final Visitor visitor;
    private final List<String> damages = new ArrayList<>();
    private final Chain chain = new Chain(Chain.genesis());
    private long expected = 1;
    private boolean linkKnown = true;
    private boolean begun;
    private long octetsCut;

    /** Is shown every whole record, in order. */
    @FunctionalInterface
    interface Visitor {
        void record(LogRecord record) throws IOException;
    }

    LogScan(UUID store, Quarantine quarantine, LogIndex index, Visitor visitor) {
        this.store = store;
        this.mark = LogRecord.mark(store);
        this.quarantine = quarantine;
        this.index = index;
        this.visitor = visitor;
    }

    List<String> damages() {
        return damages;
    }

    /** How much of a torn end was cut off. */
    long octetsCut() {
        return octetsCut;
    }

    /** Where the log ends. */
    LogMark end() {
        return new LogMark(expected - 1, chain.link());
    }

    /** The link the log has reached. */
    boolean isAt(byte[] link) {
        return !linkKnown || chain.isAt(link);
    }

    /** Goes on as if the log had reached that entry: what should come before is missing. */
    void startAfter(long sequence, byte[] link) {
        expected = sequence + 1;
        chain.reset(link);
        index.base(end());
        index.last(sequence);
    }

    void run(List<JournalFiles.Numbered> all) throws IOException {
        List<JournalFiles.Numbered> segments = withoutEmptyEnd(all);
        for (int i = 0; i < segments.size(); i++) {
            JournalFiles.Numbered segment = segments.get(i);
            if (i == 0) {
                expected = segment.number();
                linkKnown = expected == 1;
            }
            try (SegmentReader reader = SegmentReader.open(segment.path(), mark)) {
                scan(segment, reader, i == segments.size() - 1);
            }
        }
        index.last(expected - 1);
    }

    /** Segments at the end that hold no record were begun and never used. */
    private static List<JournalFiles.Numbered> withoutEmptyEnd(List<JournalFiles.Numbered> all) throws IOException {
        List<JournalFiles.Numbered> segments = new ArrayList<>(all);
        while (!segments.isEmpty()) {
            Path last = segments.get(segments.size() - 1).path();
            if (Files.size(last) > Segment.HEADER) {
                break;
            }
            Files.delete(last);
            segments.remove(segments.size() - 1);
        }
        return segments;
    }

    private void scan(JournalFiles.Numbered segment, SegmentReader reader, boolean last) throws IOException {
        long position = Segment.HEADER;
        try {
            begin(segment, reader.header());
        } catch (CorruptEntryException damaged) {
            damage(segment, 0, damaged.getMessage());
            linkKnown = false;
            position = 0;
        }
        while (position < reader.size()) {
            LogRecord record = reader.recordAt(position);
            if (record != null) {
                accept(segment, position, record);
                position += record.length();
                continue;
            }
            OptionalLong next = reader.search(position + 1);
            if (last && position > 0 && torn(reader, next)) {
                cut(segment, position, reader.size());
                return;
            }
            if (position > 0) {
                damage(segment, position, "record damaged");
                linkKnown = false;
            }
            position = next.orElse(reader.size());
        }
    }

    private void begin(JournalFiles.Numbered segment, Segment.Header header) throws IOException {
        if (!header.store().equals(store)) {
            throw new DirectoryRefusedException(segment.path() + " belongs to another store");
        }
        if (header.firstSequence() != segment.number()) {
            throw new CorruptEntryException("segment header does not fit its name");
        }
        if (header.firstSequence() != expected) {
            damage(segment, 0, "entries " + expected + " to " + (header.firstSequence() - 1) + " are missing");
            expected = header.firstSequence();
            linkKnown = false;
            begun = false;
        }
        if (linkKnown && !chain.isAt(header.link())) {
            damage(segment, 0, "chain broken");
        }
        chain.reset(header.link());
        linkKnown = true;
        if (!begun) {
            begun = true;
            index.base(end());
        }
    }

    private void accept(JournalFiles.Numbered segment, long position, LogRecord record) throws IOException {
        if (record.sequence() < expected) {
            damage(segment, position, "entry " + record.sequence() + " stands where " + expected + " is expected");
            return;
        }
        if (record.sequence() > expected) {
            damage(segment, position, "entries " + expected + " to " + (record.sequence() - 1) + " are missing");
            begun = false;
        } else if (linkKnown && !chain.isAt(record.previousLink())) {
            damage(segment, position, "chain broken");
        }
        if (!begun) {
            begun = true;
            index.base(new LogMark(record.sequence() - 1, record.previousLink()));
        }
        chain.reset(record.previousLink());
        chain.advance(record.sequence(), record.epoch(), record.fields().duplicate());
        linkKnown = true;
        expected = record.sequence() + 1;
        index.note(record.sequence(), segment.number(), position, index.cuts());
        index.last(record.sequence());
        visitor.record(record);
    }

    /** Whether nothing from here on was written after the damaged entry had been forced: a force never ended. */
    private boolean torn(SegmentReader reader, OptionalLong next) throws IOException {
        OptionalLong at = next;
        while (at.isPresent()) {
            LogRecord record = reader.recordAt(at.getAsLong());
            if (record == null || record.forcedFirst() > expected) {
                return false;
            }
            at = reader.search(at.getAsLong() + record.length());
        }
        return true;
    }

    private void cut(JournalFiles.Numbered segment, long position, long size) throws IOException {
        quarantine.copyTail(segment.path(), position);
        try (FileChannel channel = FileChannel.open(segment.path(), StandardOpenOption.WRITE)) {
            channel.truncate(position);
            Directories.force(segment.path(), channel);
        }
        octetsCut += size - position;
        log.atWarn()
                .addKeyValue("file", segment.path())
                .addKeyValue("offset", position)
                .addKeyValue("octets", size - position)
                .log("torn end of the journal cut off");
    }

    private void damage(JournalFiles.Numbered segment, long position, @Nullable String what) throws IOException {
        log.atError()
                .addKeyValue("file", segment.path())
                .addKeyValue("offset", position)
                .addKeyValue("what", what)
                .log("journal damaged");
        damages.add(segment.path().getFileName() + " at " + position + ": " + what);
        quarantine.copy(segment.path());
    }
}
