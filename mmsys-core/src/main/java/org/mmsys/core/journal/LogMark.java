package org.mmsys.core.journal;

import java.util.Arrays;

/**
 * A place in the log: after the entry of this number, with the link of the hash chain there. Equal marks mean equal history.
 *
 * @param sequence of the last entry before it; 0 before the first
 * @param chain 16 octets; not to be changed
 */
public record LogMark(long sequence, byte[] chain) {
    /** Before the first entry of all. */
    public static final LogMark START = new LogMark(0, Chain.genesis());

    public LogMark {
        if (sequence < 0 || chain.length != Chain.LENGTH) {
            throw new IllegalArgumentException("sequence " + sequence + ", link of " + chain.length + " octets");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogMark that && sequence == that.sequence && Arrays.equals(chain, that.chain);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence) * 31 + Arrays.hashCode(chain);
    }
}
