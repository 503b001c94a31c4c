package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that came from the other half: checked, decoded, and to be written behind this log as they are but for the mark.
 *
 * @param octets a copy that belongs to this log
 * @param entries what they say
 * @param bodies names of the spooled bodies of each entry
 * @param grows whether any makes the store grow
 * @param epoch of the last of them
 */
record FollowedRecords(
        LogMark previous,
        LogMark last,
        ByteBuffer octets,
        List<Waiting> entries,
        List<List<Body.Spooled>> bodies,
        boolean grows,
        long epoch) {

    /**
     * Checks every checksum and link.
     *
     * @throws CorruptEntryException if they do not lead from the one mark to the other, record by record
     */
    static FollowedRecords check(ByteBuffer records, LogMark previous, LogMark last) throws CorruptEntryException {
        ByteBuffer own = ByteBuffer.allocate(records.remaining());
        own.put(records.duplicate()).flip();
        Chain chain = new Chain(previous.chain());
        List<Waiting> entries = new ArrayList<>();
        List<List<Body.Spooled>> bodies = new ArrayList<>();
        boolean grows = false;
        long epoch = 0;
        long next = previous.sequence() + 1;
        for (int at = 0; at < own.limit(); ) {
            LogRecord record = recordAt(own, at);
            if (record.sequence() != next || !chain.isAt(record.previousLink())) {
                throw new CorruptEntryException("record " + record.sequence() + " does not follow " + (next - 1));
            }
            chain.advance(next, record.epoch(), record.fields().duplicate());
            JournalEntry entry = EntryCodec.decode(record.fields(), record.bodies());
            entries.add(new Waiting(next, entry, record.length(), null));
            bodies.add(Spooled.in(entry));
            epoch = record.epoch();
            grows |= Growth.of(entry);
            at += record.length();
            next++;
        }
        if (next - 1 != last.sequence() || !chain.isAt(last.chain())) {
            throw new CorruptEntryException("records end at " + (next - 1) + ", not at the mark of " + last.sequence());
        }
        return new FollowedRecords(previous, last, own, entries, bodies, grows, epoch);
    }

    private static LogRecord recordAt(ByteBuffer all, int at) throws CorruptEntryException {
        int left = all.limit() - at;
        if (left < LogRecord.HEADER + LogRecord.TRAILER) {
            throw new CorruptEntryException("record cut off");
        }
        long length = LogRecord.lengthOf(all.slice(at, LogRecord.HEADER));
        if (length > left || length > LogRecord.LENGTH_MAX) {
            throw new CorruptEntryException("record cut off: " + length + " octets wanted, " + left + " left");
        }
        ByteBuffer record = all.slice(at, (int) length);
        if (!LogRecord.isWhole(record)) {
            throw new CorruptEntryException("checksum of a record is wrong");
        }
        return LogRecord.parse(record);
    }

    /** Makes the records those of this store. */
    void adopt(long mark, long forcedFirst) {
        int at = 0;
        for (Waiting entry : entries) {
            LogRecord.adopt(octets.slice(at, entry.octets()), mark, forcedFirst);
            at += entry.octets();
        }
    }

    boolean namesBodies() {
        return bodies.stream().anyMatch(names -> !names.isEmpty());
    }
}
