package org.mmsys.replica.pair;

import java.nio.ByteBuffer;

/**
 * A link of the log's hash chain: 16 octets. Equal sequence and equal mark mean equal history.
 *
 * @param high the first eight octets
 * @param low the last eight
 */
public record ChainMark(long high, long low) {
    /** The mark before the first entry of all. */
    public static final ChainMark GENESIS = new ChainMark(0, 0);

    private static final int LENGTH = 2 * Long.BYTES;

    /** From the octets as the journal writes them. */
    public static ChainMark of(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("mark of " + octets.length + " octets");
        }
        ByteBuffer both = ByteBuffer.wrap(octets);
        return new ChainMark(both.getLong(), both.getLong());
    }

    /** As the journal writes it. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }
}
