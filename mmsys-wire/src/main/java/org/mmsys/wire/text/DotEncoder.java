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

    /** Encodes until {@code in} is used up or {@code out} has no room for two octets more. */
    public void encode(ByteBuffer in, ByteBuffer out) {
        while (in.hasRemaining() && out.remaining() >= 2) {
            byte b = in.get();
            if (lineStart && b == '.') {
                out.put((byte) '.');
            }
            out.put(b);
            lineStart = b == '\n' && lastWasCr;
            lastWasCr = b == '\r';
            if (!lineStart && !lastWasCr && in.hasArray()) {
                copyRun(in, out);
            }
        }
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
        boolean crBefore = last > start ? array[last - 1] == '\r' : lastWasCr;
        lineStart = array[last] == '\n' && crBefore;
        lastWasCr = array[last] == '\r';
        return true;
    }

    /** The octets that end the body; call once, after the last of it. */
    public String end() {
        return lineStart ? ".\r\n" : lastWasCr ? "\n.\r\n" : "\r\n.\r\n";
    }

    private void copyRun(ByteBuffer in, ByteBuffer out) {
        byte[] array = in.array();
        int start = in.arrayOffset() + in.position();
        int end = start + Math.min(in.remaining(), out.remaining());
        int i = start;
        while (i < end && array[i] != '\r') {
            i++;
        }
        out.put(array, start, i - start);
        in.position(in.position() + i - start);
    }
}
