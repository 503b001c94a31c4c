package org.mmsys.core.journal;

/**
 * The name of one message in one mailbox: 26 base-32 characters, unique for ever, ordered by time of commit.
 *
 * <p>Made of (pair 8 bits, epoch 24, node 2, incarnation 32, sequence 48, index 16); legal as UIDL (RFC 1939 §7) and inside
 * a Maildir file name. The incarnation is drawn at each start, so an old image of a disk never repeats one.
 */
public record Guid(String text) implements Comparable<Guid> {
    public static final int LENGTH = 26;
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

    public Guid {
        if (!valid(text)) {
            throw new IllegalArgumentException("guid " + text);
        }
    }

    /** The id of the index-th message made by sequence number {@code sequence} of one incarnation of a node. */
    public static Guid of(int pair, int epoch, int node, int incarnation, long sequence, int index) {
        if (pair >>> 8 != 0 || epoch >>> 24 != 0 || node >>> 2 != 0 || sequence >>> 48 != 0 || index >>> 16 != 0) {
            throw new IllegalArgumentException("part of a guid out of range");
        }
        Digits digits = new Digits();
        digits.put(pair, 8);
        digits.put(epoch, 24);
        digits.put(node, 2);
        digits.put(Integer.toUnsignedLong(incarnation), 32);
        digits.put(sequence, 48);
        digits.put(index, 16);
        return new Guid(new String(digits.text));
    }

    /** Writes numbers, most significant bit first, as base-32 digits. */
    private static final class Digits {
        private final char[] text = new char[LENGTH];
        private int length;
        private long pending;
        private int pendingBits;

        void put(long value, int bits) {
            pending = pending << bits | value; // at most 4 bits wait here, so 52 are the most ever held
            pendingBits += bits;
            while (pendingBits >= 5) {
                pendingBits -= 5;
                text[length++] = DIGITS.charAt((int) (pending >>> pendingBits) & 31);
                pending &= (1L << pendingBits) - 1;
            }
        }
    }

    /** Whether the text could be one: right length, right alphabet. */
    public static boolean valid(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'v')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Guid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
