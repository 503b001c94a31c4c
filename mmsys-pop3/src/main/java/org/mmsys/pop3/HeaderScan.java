package org.mmsys.pop3;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Looks at the beginning of a message for its header: lines up to the first empty one (RFC 5322 §2.1). */
final class HeaderScan {
    private final byte[] octets;
    private final int length;
    private final boolean complete;

    HeaderScan(byte[] octets, int available) {
        this.octets = octets;
        int end = end(octets, available);
        this.complete = end >= 0;
        this.length = complete ? end : available;
    }

    /** Whether the empty line was found. */
    boolean complete() {
        return complete;
    }

    /**
     * Whether there are octets beyond ASCII and all of them are UTF-8 (RFC 6532).
     *
     * <p>Others are somebody's old habits and no reason to keep a message from its reader.
     */
    boolean utf8() {
        int i = 0;
        while (i < length && octets[i] >= 0) {
            i++;
        }
        if (i == length) {
            return false;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(length - i);
        // a character cut by the end of what was read is forgiven
        return !decoder.decode(ByteBuffer.wrap(octets, i, length - i), out, complete)
                .isError();
    }

    private static int end(byte[] octets, int available) {
        int lineStart = 0;
        for (int i = 1; i < available; i++) {
            if (octets[i] == '\n' && octets[i - 1] == '\r') {
                if (i - 1 == lineStart) {
                    return i + 1;
                }
                lineStart = i + 1;
            }
        }
        return -1;
    }
}
