package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks in a flow for the line that ends it, which may arrive in pieces.
 *
 * <p>Only what stands last counts, since nothing follows the true marker: of what was read, the longest end that the marker
 * begins with is held back until more arrives. No reply is delayed by that, as the marker begins with no CR or LF and
 * replies end with them. Owned by the session's I/O thread.
 */
final class EndMarker {
    private final byte[] marker;
    /** So many octets of the marker have been read and not passed on. */
    private int held;

    /** @param digits the line without its CRLF */
    EndMarker(String digits) {
        if (!digits.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("no marker: " + digits);
        }
        marker = (digits + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What of these octets, and of those held back before, may pass; takes the octets over. */
    ByteBuffer pass(ByteBuffer octets) {
        int before = held;
        int all = before + octets.remaining();
        held = matchingEnd(octets, before, all);
        int passing = all - held;
        if (before == 0) {
            return octets.limit(octets.position() + passing);
        }
        ByteBuffer joined = ByteBuffer.allocate(passing);
        joined.put(marker, 0, Math.min(before, passing));
        octets.limit(octets.position() + Math.max(0, passing - before));
        return joined.put(octets).flip();
    }

    /** Whether the marker has been read and nothing after it. */
    boolean complete() {
        return held == marker.length;
    }

    /** What was held back, when nothing more will come and it is not the marker. */
    ByteBuffer rest() {
        int left = complete() ? 0 : held;
        held = 0;
        return ByteBuffer.wrap(marker, 0, left).slice();
    }

    private int matchingEnd(ByteBuffer octets, int before, int all) {
        for (int length = Math.min(marker.length, all); length > 0; length--) {
            if (endsWith(octets, before, all, length)) {
                return length;
            }
        }
        return 0;
    }

    private boolean endsWith(ByteBuffer octets, int before, int all, int length) {
        for (int i = length - 1; i >= 0; i--) {
            int at = all - length + i;
            byte octet = at < before ? marker[at] : octets.get(octets.position() + at - before);
            if (octet != marker[i]) {
                return false;
            }
        }
        return true;
    }
}
