package org.mmsys.replica.pair;

/**
 * A place in the log: after the entry of this number, with the mark of the chain there.
 *
 * @param sequence of the last entry before it; 0 before the first
 */
public record LogPoint(long sequence, ChainMark chain) {
    /** Before the first entry of all. */
    public static final LogPoint START = new LogPoint(0, ChainMark.GENESIS);

    public LogPoint {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence);
        }
    }
}
