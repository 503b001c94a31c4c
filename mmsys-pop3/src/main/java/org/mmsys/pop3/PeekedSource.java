package org.mmsys.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mmsys.core.store.BodySource;

/**
 * A source whose beginning has been read already: small messages whole, so that a damaged one is refused before its first
 * octet is sent; of large ones enough to know their header.
 */
final class PeekedSource implements BodySource {
    /** Read whole up to here. Low, since a client that reads slowly keeps it in memory. */
    static final int WHOLE_MAX = 16 * 1024;

    private static final int PEEK = 8 * 1024;

    /** Headers are looked at up to here; what comes later is let through. */
    private static final int PEEK_MAX = 64 * 1024;

    private final BodySource rest;
    private byte[] head;
    private int start;
    private int end;
    private boolean whole;

    private PeekedSource(BodySource rest, int room) {
        this.rest = rest;
        this.head = new byte[room];
    }

    /**
     * Reads the beginning, the header included if {@code wantsHeader}.
     *
     * @throws IOException when the message is missing or damaged as far as that can be known; the source is closed then
     */
    static PeekedSource open(BodySource source, long sizeBytes, boolean wantsHeader) throws IOException {
        boolean small = sizeBytes < WHOLE_MAX;
        // one octet more than there should be, so that the end of a whole message is met
        PeekedSource peeked = new PeekedSource(source, small ? (int) sizeBytes + 1 : PEEK);
        try {
            peeked.fill();
            while (wantsHeader
                    && !peeked.whole
                    && peeked.head.length < PEEK_MAX
                    && !peeked.header().complete()) {
                peeked.head = Arrays.copyOf(peeked.head, peeked.head.length * 2);
                peeked.fill();
            }
            if (peeked.whole ? peeked.end != sizeBytes : small) {
                throw new IOException("message has another size than the index says");
            }
        } catch (IOException | RuntimeException unreadable) {
            source.close();
            throw unreadable;
        }
        return peeked;
    }

    /** Whether the header, as far as it was read, holds octets beyond ASCII that are UTF-8. */
    boolean hasUtf8Header() {
        return header().utf8();
    }

    /** Said of all that is left, since a reader goes on from the beginning into the rest without asking again. */
    @Override
    public boolean mayBlock() {
        return !whole && rest.mayBlock();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (start == end) {
            return whole ? -1 : rest.read(into);
        }
        int length = Math.min(end - start, into.remaining());
        into.put(head, start, length);
        start += length;
        return length;
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }

    private HeaderScan header() {
        return new HeaderScan(head, end);
    }

    private void fill() throws IOException {
        while (end < head.length && !whole) {
            int got = rest.read(ByteBuffer.wrap(head, end, head.length - end));
            if (got < 0) {
                whole = true;
            } else {
                end += got;
            }
        }
    }
}
