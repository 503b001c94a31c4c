package org.mmsys.wire.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Dot-stuffs a body for the wire and ends it with a line that holds one dot (RFC 1939 §3, RFC 5321 §4.5.2).
 *
 * <p>Streams; a body without a final CRLF gets one. Not thread-safe.
 */
public final class DotEncoder {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WIDTH = Long.BYTES;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long FEEDS = '\n' * ONES;
    private static final long DOTS = '.' * ONES;

    private boolean lineStart = true;
    private boolean lastWasCr;

    /** Encodes until {@code in}, which has an array, is used up or {@code out} has no room for two octets more. */
    public void encode(ByteBuffer in, ByteBuffer out) {
        byte[] from = in.array();
        int i = in.arrayOffset() + in.position();
        int end = in.arrayOffset() + in.limit();
        while (i < end && out.remaining() >= 2) {
            if (lineStart && from[i] == '.') {
                out.put((byte) '.');
            }
            int next = nextDot(from, i, Math.min(end, i + out.remaining()));
            out.put(from, i, next - i);
            remember(from, i, next);
            i = next;
        }
        in.position(i - in.arrayOffset());
    }

    /** How many dots {@link #encode} would add to these octets; nothing is moved or remembered. */
    public int dotsFor(ByteBuffer octets) {
        byte[] array = octets.array();
        int i = octets.arrayOffset() + octets.position();
        int end = octets.arrayOffset() + octets.limit();
        int dots = i < end && lineStart && array[i] == '.' ? 1 : 0;
        while (i < end) {
            i = nextDot(array, i, end);
            if (i < end) {
                dots++;
            }
        }
        return dots;
    }

    /**
     * Whether these octets need no dots and can be sent as they are; they then count as encoded.
     *
     * <p>Most parts of most messages do. The buffer has an array and is not moved.
     */
    public boolean passes(ByteBuffer octets) {
        byte[] array = octets.array();
        int start = octets.arrayOffset() + octets.position();
        int end = octets.arrayOffset() + octets.limit();
        if (start == end) {
            return true;
        }
        if ((lineStart && array[start] == '.') || nextDot(array, start, end) < end) {
            return false;
        }
        remember(array, start, end);
        return true;
    }

    /** The octets that end the body; call once, after the last of it. */
    public String end() {
        return lineStart ? ".\r\n" : lastWasCr ? "\n.\r\n" : "\r\n.\r\n";
    }

    /** The place of the first dot behind {@code start} that begins a line, or {@code end} if there is none before it. */
    private int nextDot(byte[] octets, int start, int end) {
        int i = start;
        while (true) {
            int feed = feedAndDot(octets, i, end);
            if (feed == end) {
                return end;
            }
            if (feed > start ? octets[feed - 1] == '\r' : lastWasCr) {
                return feed + 1;
            }
            i = feed + 1;
        }
    }

    /**
     * The place of the first LF with a dot behind it, or {@code end}; eight places at a time, for most bodies are
     * mostly free of them.
     */
    private static int feedAndDot(byte[] octets, int start, int end) {
        int i = start;
        while (i + 4 * WIDTH < end
                && (hits(octets, i)
                                | hits(octets, i + WIDTH)
                                | hits(octets, i + 2 * WIDTH)
                                | hits(octets, i + 3 * WIDTH))
                        == 0) {
            i += 4 * WIDTH;
        }
        for (; i + WIDTH < end; i += WIDTH) {
            long hits = hits(octets, i);
            if (hits != 0) {
                return i + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        for (; i + 1 < end; i++) {
            if (octets[i] == '\n' && octets[i + 1] == '.') {
                return i;
            }
        }
        return end;
    }

    /**
     * Not zero if there is an LF with a dot behind it at one of the eight places from {@code i}: the lowest bit set
     * belongs to the first. Octets that are what is looked for become zero, and of a word with zero octets
     * {@code (word - ONES) & ~word & HIGHS} has the lowest bit in the first of them.
     */
    private static long hits(byte[] octets, int i) {
        long word = ((long) EIGHT.get(octets, i) ^ FEEDS) | ((long) EIGHT.get(octets, i + 1) ^ DOTS);
        return (word - ONES) & ~word & HIGHS;
    }

    /** Notes how the octets from {@code start} to before {@code end}, at least one, have ended. */
    private void remember(byte[] octets, int start, int end) {
        boolean crBefore = end - 2 >= start ? octets[end - 2] == '\r' : lastWasCr;
        lineStart = octets[end - 1] == '\n' && crBefore;
        lastWasCr = octets[end - 1] == '\r';
    }
}
