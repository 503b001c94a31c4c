package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers entries, encodes a batch into one buffer and appends it to the segment. Owned by the committer thread.
 *
 * <p>A batch is prepared, written, forced and accepted, and so becomes part of the log; or it is cancelled, and it never
 * was.
 */
final class LogWriter implements AutoCloseable {
    private final JournalFiles files;
    private final UUID store;
    private final long mark;
    private final long segmentMax;
    private final ByteBuffer buffer;
    private final Chain chain;
    private final long epoch;
    private Segment segment;
    private volatile long sequence;
    private final AtomicLong octetsWritten = new AtomicLong();

    // the batch in hand
    private ByteBuffer records;
    private long batchStart;
    private byte[] linkBefore;
    private long batchLast;

    /** Where the log ends. */
    record End(long sequence, byte[] link) {}

    LogWriter(JournalFiles files, UUID store, JournalOptions options, End end, long epoch) throws IOException {
        this.files = files;
        this.store = store;
        this.mark = LogRecord.mark(store);
        this.segmentMax = options.segmentOctets();
        this.buffer = ByteBuffer.allocateDirect(options.batchOctets());
        this.records = buffer;
        this.chain = new Chain(end.link());
        this.linkBefore = end.link();
        this.epoch = epoch;
        this.sequence = end.sequence();
        this.batchLast = end.sequence();
        this.segment = Segment.create(files, new Segment.Header(store, end.sequence() + 1, end.link()));
        this.batchStart = segment.size();
    }

    /** The last entry that was accepted. Any thread. */
    long sequence() {
        return sequence;
    }

    /** Octets of all batches since the start. Any thread. */
    long octetsWritten() {
        return octetsWritten.get();
    }

    byte[] link() {
        return chain.link();
    }

    /** Numbers and encodes the entries. */
    Follower.Batch prepare(List<PendingAppend> entries) {
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
        return new Follower.Batch(first, batchLast, epoch, linkBefore, chain.link(), records.asReadOnlyBuffer());
    }

    /** Writes the batch; after an error it has to be {@link #cancel}led or written again. */
    void write() throws IOException {
        batchStart = segment.size();
        if (segment.size() > Segment.HEADER && segment.size() + records.remaining() > segmentMax) {
            roll();
            batchStart = segment.size();
        }
        segment.append(records.duplicate());
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

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
