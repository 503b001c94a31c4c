package org.mmsys.smtp.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.core.store.BodySource;

/** Finds out whether a message needs 8BITMIME or SMTPUTF8 (RFC 6152, RFC 6531). Used once, on a worker. */
final class ContentScan {
    private static final int BUFFER = 16 * 1024;
    private boolean eightBit;
    private boolean eightBitHeader;
    private boolean inBody;
    /** LFs and CRs seen since the last other octet: an empty line ends the header. */
    private int lineEnds;

    /** Reads all of the message, or until there is nothing more to find out. */
    void read(QueuedMessage message) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        lineEnds = 1;
        try (BodySource source = message.open()) {
            while (!(eightBit && inBody) && source.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    take(buffer.get());
                }
                buffer.clear();
            }
        }
    }

    private void take(byte octet) {
        if (octet < 0) {
            eightBit = true;
            eightBitHeader |= !inBody;
        }
        if (octet == '\n') {
            inBody |= ++lineEnds == 2;
        } else if (octet != '\r') {
            lineEnds = 0;
        }
    }

    boolean eightBit() {
        return eightBit;
    }

    boolean eightBitHeader() {
        return eightBitHeader;
    }
}
