package org.mmsys.wire.text;

import java.nio.ByteBuffer;

/**
 * Dot-stuffs a body for the wire and ends it with a line that holds one dot (RFC 1939 §3, RFC 5321 §4.5.2).
 *
 * <p>Streams; a body without a final CRLF gets one. Not thread-safe.
 */
public final class DotEncoder {
    private boolean lineStart = true;
    private boolean lastWasCr;

    /** Encodes until {@code in} is used up or {@code out} has no room for two octets more. Both have arrays. */
    public void encode(ByteBuffer in, ByteBuffer out) {
        byte[] from = in.array();
        byte[] to = out.array();
        int i = in.arrayOffset() + in.position();
        int end = in.arrayOffset() + in.limit();
        int j = out.arrayOffset() + out.position();
        int room = out.arrayOffset() + out.limit();
        while (i < end && room - j >= 2) {
            if (lineStart && from[i] == '.') {
                to[j++] = '.';
            }
            int next = behindLine(from, i, Math.min(end, i + room - j));
            System.arraycopy(from, i, to, j, next - i);
            j += next - i;
            remember(from, i, next);
            i = next;
        }
        in.position(i - in.arrayOffset());
        out.position(j - out.arrayOffset());
    }

    /** The place behind the next LF, or {@code end} if there is none before it. */
    private static int behindLine(byte[] octets, int start, int end) {
        int i = start;
        while (i < end && octets[i] != '\n') {
            i++;
        }
        return i < end ? i + 1 : end;
    }

    /** Notes how the octets from {@code start} to before {@code end}, at least one, have ended. */
    private void remember(byte[] octets, int start, int end) {
        boolean crBefore = end - 2 >= start ? octets[end - 2] == '\r' : lastWasCr;
        lineStart = octets[end - 1] == '\n' && crBefore;
        lastWasCr = octets[end - 1] == '\r';
    }

    /**
     * Whether these octets need no dots and can be sent as they are; they then count as encoded.
     *
     * <p>Most parts of most messages do. The buffer has an array and is not moved.
     */
    public boolean passes(ByteBuffer octets) {
        byte[] array = octets.array();
        int start = octets.arrayOffset() + octets.position();
        int last = octets.arrayOffset() + octets.limit() - 1;
        if (last < start) {
            return true;
        }
        if (array[start] == '.' && lineStart) {
            return false;
        }
        for (int i = start; i < last; i++) {
            if (array[i] == '\n' && array[i + 1] == '.') {
                return false;
            }
        }
        remember(array, start, last + 1);
        return true;
    }

    /** The octets that end the body; call once, after the last of it. */
    public String end() {
        return lineStart ? ".\r\n" : lastWasCr ? "\n.\r\n" : "\r\n.\r\n";
    }
}
