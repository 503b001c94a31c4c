package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * An entry as it stands in a segment: mark, lengths, sequence, epoch, batch, previous link, fields, bodies, CRC-32C.
 *
 * <p>The mark comes from the store's random UUID, so that a message whose text looks like a record is never taken for one
 * when a damaged segment is searched. The batch is the sequence of the first entry that was written and forced together with
 * this one: what follows in a later batch proves that this one had been durable.
 *
 * <p>A backup takes records over as they are but for the mark, and for how it forced them: it may force what the primary wrote
 * in several batches at once, or a batch in parts. So it puts into the upper half of the epoch how many entries before this
 * one were not yet forced when it was written, plus 1. The upper half is 0 in the log of the node that wrote the entry first.
 *
 * @param forcedFirst everything before this entry was durable when the record was written
 * @param octets all of it; as fields and bodies valid until the reader reads on
 */
record LogRecord(
        long sequence,
        long epoch,
        long batchFirst,
        long forcedFirst,
        byte[] previousLink,
        ByteBuffer fields,
        ByteBuffer bodies,
        ByteBuffer octets) {
    static final int HEADER = 4 * Long.BYTES + 2 * Integer.BYTES + Chain.LENGTH;
    static final int TRAILER = Integer.BYTES;
    static final int LENGTH_MAX = HEADER + EntryCodec.ENTRY_MAX + TRAILER;
    private static final int SEQUENCE_AT = 2 * Long.BYTES;
    private static final int EPOCH_AT = 3 * Long.BYTES;
    private static final long EPOCH_MASK = 0xffff_ffffL;

    /** The mark of all records of a store. */
    static long mark(UUID store) {
        ByteBuffer input = ByteBuffer.allocate(3 * Long.BYTES);
        input.putLong(0x4d4d5359534c4f47L) // MMSYSLOG
                .putLong(store.getMostSignificantBits())
                .putLong(store.getLeastSignificantBits());
        return ByteBuffer.wrap(Sha256.over(input.array()).toBytes()).getLong();
    }

    static int lengthOf(EncodedEntry entry) {
        return HEADER + entry.size() + TRAILER;
    }

    /** Octets of the whole record. */
    int length() {
        return octets.capacity();
    }

    /** What the lengths in a header say about the whole record; too much, too, if the octets are none. */
    static long lengthOf(ByteBuffer header) {
        return HEADER
                + Integer.toUnsignedLong(header.getInt(header.position() + Long.BYTES))
                + Integer.toUnsignedLong(header.getInt(header.position() + Long.BYTES + Integer.BYTES))
                + TRAILER;
    }

    /** Whether the checksum of a record, which is all of the buffer, is right. */
    static boolean isWhole(ByteBuffer all) {
        int content = all.capacity() - TRAILER;
        return crc(all.slice(0, content)) == all.getInt(content);
    }

    /** Reads a record that is all of the buffer and whole. */
    static LogRecord parse(ByteBuffer all) {
        int fieldsLength = all.getInt(Long.BYTES);
        int bodiesLength = all.getInt(Long.BYTES + Integer.BYTES);
        long sequence = all.getLong(SEQUENCE_AT);
        long epoch = all.getLong(EPOCH_AT);
        long batchFirst = all.getLong(EPOCH_AT + Long.BYTES);
        long unforced = epoch >>> Integer.SIZE;
        byte[] link = new byte[Chain.LENGTH];
        all.get(HEADER - Chain.LENGTH, link);
        return new LogRecord(
                sequence,
                epoch & EPOCH_MASK,
                batchFirst,
                unforced == 0 ? batchFirst : sequence - (unforced - 1),
                link,
                all.slice(HEADER, fieldsLength),
                all.slice(HEADER + fieldsLength, bodiesLength),
                all);
    }

    /** Makes the record of another store, which is all of the buffer and whole, one of this store. */
    static void adopt(ByteBuffer all, long mark, long forcedFirst) {
        long unforced = Math.min(Integer.MAX_VALUE, all.getLong(SEQUENCE_AT) - forcedFirst + 1);
        all.putLong(0, mark);
        all.putLong(EPOCH_AT, all.getLong(EPOCH_AT) & EPOCH_MASK | unforced << Integer.SIZE);
        int content = all.capacity() - TRAILER;
        all.putInt(content, crc(all.slice(0, content)));
    }

    /** Writes a record behind what is in the buffer; the chain moves on by it. */
    static void write(
            ByteBuffer into, long mark, long sequence, long epoch, long batchFirst, Chain chain, EncodedEntry entry) {
        int start = into.position();
        into.putLong(mark)
                .putInt(entry.fieldsLength())
                .putInt(entry.bodiesLength())
                .putLong(sequence)
                .putLong(epoch)
                .putLong(batchFirst);
        chain.putLink(into);
        entry.writeTo(into);
        into.putInt(crc(into.slice(start, into.position() - start)));
        chain.advance(sequence, epoch, ByteBuffer.wrap(entry.fields(), 0, entry.fieldsLength()));
    }

    static int crc(ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }
}
