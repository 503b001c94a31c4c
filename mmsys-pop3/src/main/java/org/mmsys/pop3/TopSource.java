package org.mmsys.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mmsys.core.store.BodySource;

/**
 * The header of a message, the blank line and the first lines of the body (RFC 1939 §7, TOP).
 *
 * <p>Passes octets on until it has seen enough, then reads no further. A message without a blank line is all header.
 * Holds a few bits, so the octets may come cut at any place.
 */
final class TopSource implements BodySource {
    private final BodySource all;
    private int linesLeft;
    private boolean inHeader = true;
    private boolean lineEmpty = true;
    private boolean lastWasCr;
    private boolean enough;

    TopSource(BodySource all, int lines) {
        this.all = all;
        this.linesLeft = lines;
    }

    @Override
    public boolean mayBlock() {
        return !enough && all.mayBlock();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (enough) {
            return -1;
        }
        int start = into.position();
        int got = all.read(into);
        if (got < 0) {
            enough = true;
            return -1;
        }
        int end = into.position();
        for (int i = start; i < end; i++) {
            if (pass(into.get(i))) {
                enough = true;
                into.position(i + 1);
                return i + 1 - start;
            }
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        all.close();
    }

    /** Whether this octet is the last one wanted. Only CRLF ends a line. */
    private boolean pass(byte octet) {
        if (octet == '\n' && lastWasCr) {
            lastWasCr = false;
            boolean blank = lineEmpty;
            lineEmpty = true;
            return lineEnded(blank);
        }
        if (lastWasCr || octet != '\r') {
            lineEmpty = false;
        }
        lastWasCr = octet == '\r';
        return false;
    }

    private boolean lineEnded(boolean blank) {
        if (!inHeader) {
            linesLeft--;
        } else if (blank) {
            inHeader = false;
        }
        return !inHeader && linesLeft == 0;
    }
}
