package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Octets gathered for one write; grows as needed. Not thread-safe. */
final class OctetBuilder {
    private byte[] octets;
    private int length;

    OctetBuilder(int expected) {
        octets = new byte[expected];
    }

    int length() {
        return length;
    }

    /** Appends text whose characters are octets. */
    @SuppressWarnings("deprecation") // getBytes that drops the high byte is exactly what octets as text need
    void append(String text) {
        room(text.length());
        text.getBytes(0, text.length(), octets, length);
        length += text.length();
    }

    /** Room for at least that many octets more, as a buffer to be filled from its position; see {@link #filled}. */
    ByteBuffer room(int atLeast) {
        if (octets.length - length < atLeast) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + atLeast));
        }
        return ByteBuffer.wrap(octets, length, octets.length - length);
    }

    /** Takes over what was put into the buffer that {@link #room} gave. */
    void filled(ByteBuffer room) {
        length = room.position();
    }

    /** A copy of what was gathered; the builder is empty afterwards. */
    ByteBuffer take() {
        ByteBuffer taken = ByteBuffer.wrap(Arrays.copyOf(octets, length));
        length = 0;
        return taken;
    }

    void clear() {
        length = 0;
    }
}
