package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers entries, encodes a batch into one buffer and appends it to the segment; or appends records of the other half. Owned
 * by the committer thread.
 *
 * <p>A batch is prepared, written, forced and accepted, and so becomes part of the log; or it is cancelled, and it never
 * was. In a pair it is accepted before it is forced, and may be cut off again as long as it is not committed.
 */
final class LogWriter implements AutoCloseable {
    private final JournalFiles files;
    private final UUID store;
    private final long mark;
    private final long segmentMax;
    private final ByteBuffer buffer;
    private final Chain chain;
    private final LogIndex index;
    private volatile long epoch;
    private Segment segment;
    private volatile long sequence;
    private final AtomicLong octetsWritten = new AtomicLong();
    /** Everything before this entry was durable when the last record was written. */
    private long forcedFirst;

    // the batch in hand
    private ByteBuffer records;
    private long batchStart;
    private byte[] linkBefore;
    private long batchLast;

    LogWriter(JournalFiles files, UUID store, JournalOptions options, LogMark end, long epoch, LogIndex index)
            throws IOException {
        this.files = files;
        this.store = store;
        this.mark = LogRecord.mark(store);
        this.segmentMax = options.segmentOctets();
        this.buffer = ByteBuffer.allocateDirect(options.batchOctets());
        this.records = buffer;
        this.chain = new Chain(end.chain());
        this.linkBefore = end.chain();
        this.epoch = epoch;
        this.index = index;
        this.sequence = end.sequence();
        this.batchLast = end.sequence();
        this.segment = Segment.create(files, new Segment.Header(store, end.sequence() + 1, end.chain()));
        this.batchStart = segment.size();
        this.forcedFirst = end.sequence() + 1;
    }

    /** The last entry that was accepted. Any thread. */
    long sequence() {
        return sequence;
    }

    /** Octets of all batches since the start. Any thread. */
    long octetsWritten() {
        return octetsWritten.get();
    }

    /** The end of the log, between two batches. */
    LogMark end() {
        return new LogMark(sequence, chain.link());
    }

    /** What new entries are written in. Any thread. */
    long epoch() {
        return epoch;
    }

    void epoch(long begun) {
        epoch = begun;
    }

    /** Numbers and encodes the entries. */
    void prepare(List<PendingAppend> entries) {
        long length = 0;
        for (PendingAppend entry : entries) {
            length += entry.length();
        }
        // only a single entry can be larger than the buffer
        records = length > buffer.capacity() ? ByteBuffer.allocate(Math.toIntExact(length)) : buffer;
        records.clear();
        linkBefore = chain.link();
        long first = sequence + 1;
        long next = first;
        for (PendingAppend entry : entries) {
            LogRecord.write(records, mark, next, epoch, first, chain, entry.encoded());
            next++;
        }
        records.flip();
        batchLast = next - 1;
    }

    /** The batch in hand as it stands in the log; valid until the next is prepared. */
    PairLog.Chunk chunk(List<Body.Spooled> bodies) {
        return new PairLog.Chunk(
                new LogMark(sequence, linkBefore),
                new LogMark(batchLast, chain.link()),
                records.asReadOnlyBuffer(),
                bodies);
    }

    /** Writes the batch; after an error it has to be {@link #cancel}led or written again. */
    void write() throws IOException {
        batchStart = segment.size();
        if (isFullFor(records)) {
            roll();
            batchStart = segment.size();
        }
        segment.append(records.duplicate());
    }

    private boolean isFullFor(ByteBuffer octets) {
        return segment.size() > Segment.HEADER && segment.size() + octets.remaining() > segmentMax;
    }

    private void roll() throws IOException {
        Segment next = Segment.create(files, new Segment.Header(store, sequence + 1, linkBefore));
        segment.close();
        segment = next;
    }

    /** Makes the batch durable; it may still be {@link #cancel}led. */
    void force() throws IOException {
        segment.force();
    }

    /** The batch is part of the log for good. */
    void accept() {
        index.note(sequence + 1, segment.first(), batchStart, index.cuts());
        index.last(batchLast);
        sequence = batchLast;
        octetsWritten.addAndGet(records.limit());
    }

    /** Removes what a failed write has left of the batch, durably; it may be written again. */
    void cut() throws IOException {
        segment.cutTo(Math.min(batchStart, segment.size()));
    }

    /** Forgets the batch: removes what was written of it, durably. */
    void cancel() throws IOException {
        cut();
        chain.reset(linkBefore);
        batchLast = sequence;
    }

    /**
     * Writes records of the other half, which continue the log, behind its end; {@link #forced} tells that they are durable.
     * After an error nothing of them is in the log once {@link #cut} was called.
     */
    void follow(FollowedRecords followed) throws IOException {
        linkBefore = followed.previous().chain();
        batchStart = segment.size();
        if (isFullFor(followed.octets())) {
            segment.force();
            forcedFirst = sequence + 1;
            roll();
            batchStart = segment.size();
        }
        followed.adopt(mark, forcedFirst);
        segment.append(followed.octets().duplicate());
        long position = batchStart;
        for (Waiting entry : followed.entries()) {
            index.note(entry.sequence(), segment.first(), position, index.cuts());
            position += entry.octets();
        }
        chain.reset(followed.last().chain());
        epoch = Math.max(epoch, followed.epoch());
        sequence = followed.last().sequence();
        index.last(sequence);
        octetsWritten.addAndGet(followed.octets().limit());
    }

    /** Everything that was written is durable. */
    LogMark forced() {
        forcedFirst = sequence + 1;
        return end();
    }

    /**
     * Cuts off, durably, what is behind a place, which is followed by the record at {@code next}. May be done again after an
     * error.
     */
    void cutBack(LogMark last, LogIndex.Place next) throws IOException {
        if (next.segment() == segment.first()) {
            segment.cutTo(next.position());
        } else {
            segment.close();
            cutSegments(next);
            segment = Segment.create(files, new Segment.Header(store, last.sequence() + 1, last.chain()));
        }
        index.cut(last.sequence());
        chain.reset(last.chain());
        sequence = last.sequence();
        batchLast = sequence;
        forcedFirst = sequence + 1;
    }

    /** The newest goes first, and for good: whenever this ends, the log is whole up to some place. */
    private void cutSegments(LogIndex.Place next) throws IOException {
        List<JournalFiles.Numbered> newestFirst = files.segments();
        Collections.reverse(newestFirst);
        for (JournalFiles.Numbered one : newestFirst) {
            boolean whole = one.number() > next.segment()
                    || one.number() == next.segment() && next.position() == Segment.HEADER;
            if (whole) {
                Files.deleteIfExists(one.path());
                Directories.force(files.journal());
            }
        }
        Path shortened = files.segment(next.segment());
        if (next.position() > Segment.HEADER) {
            try (FileChannel channel = FileChannel.open(shortened, StandardOpenOption.WRITE)) {
                channel.truncate(next.position());
                Directories.force(shortened, channel);
            }
        }
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
