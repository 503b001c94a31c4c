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
 * @param fields valid until the reader reads on
 * @param length octets of the whole record
 */
record LogRecord(
        long sequence,
        long epoch,
        long batchFirst,
        byte[] previousLink,
        ByteBuffer fields,
        ByteBuffer bodies,
        int length) {
    static final int HEADER = 4 * Long.BYTES + 2 * Integer.BYTES + Chain.LENGTH;
    static final int TRAILER = Integer.BYTES;
    static final int LENGTH_MAX = HEADER + EntryCodec.ENTRY_MAX + TRAILER;

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
