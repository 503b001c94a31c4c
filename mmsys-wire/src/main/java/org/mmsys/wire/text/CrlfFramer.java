package org.mmsys.wire.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Input.LineDefect;

/**
 * Cuts octets into lines. Only CRLF ends a line (RFC 5321 §2.3.8); a bare CR or LF marks it as defective.
 *
 * <p>Keeps what is left of an unfinished line, at most the limit; of a longer line it keeps the beginning and swallows
 * the rest up to the next CRLF. Owned by one session, not thread-safe. Holds no buffer while it has nothing to keep.
 */
public final class CrlfFramer {
    private final int limit;
    private byte @Nullable [] held;
    private int length;
    private boolean lastWasCr;
    private LineDefect defect = LineDefect.NONE;

    /** A framer for lines of at most {@code limit} octets, CRLF not counted. */
    public CrlfFramer(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("line limit " + limit);
        }
        this.limit = limit;
    }

    /** One line. */
    public record Framed(String octets, LineDefect defect) {}

    /**
     * Takes octets up to and including the next CRLF; the buffer's position tells where it stopped.
     *
     * @return the line, or empty when the buffer is used up without one
     */
    public Optional<Framed> next(ByteBuffer octets) {
        if (length == 0 && !lastWasCr && defect == LineDefect.NONE && octets.hasArray()) {
            Framed whole = wholeLine(octets);
            if (whole != null) {
                return Optional.of(whole);
            }
        }
        while (octets.hasRemaining()) {
            if (take(octets.get())) {
                return Optional.of(finish());
            }
        }
        return Optional.empty();
    }

    /** Whether part of a line is waiting for its end. */
    public boolean hasPartialLine() {
        return length > 0 || lastWasCr || defect != LineDefect.NONE;
    }

    /** Forgets a partial line: what was sent in plain text behind STARTTLS must not survive it. */
    public void clear() {
        held = null;
        length = 0;
        lastWasCr = false;
        defect = LineDefect.NONE;
    }

    /** The common case: a flawless line lies whole in the buffer. Null when it does not. */
    private @Nullable Framed wholeLine(ByteBuffer octets) {
        byte[] array = octets.array();
        int start = octets.arrayOffset() + octets.position();
        int end = octets.arrayOffset() + Math.min(octets.limit(), octets.position() + limit + 2);
        for (int i = start; i < end; i++) {
            byte b = array[i];
            if (b == '\r') {
                if (i + 1 >= end || array[i + 1] != '\n') {
                    return null;
                }
                octets.position(i + 2 - octets.arrayOffset());
                return new Framed(new String(array, start, i - start, StandardCharsets.ISO_8859_1), LineDefect.NONE);
            }
            if (b == '\n' || b == 0) {
                return null;
            }
        }
        return null;
    }

    private boolean take(byte b) {
        if (b == '\n' && lastWasCr) {
            lastWasCr = false;
            return true;
        }
        if (lastWasCr) {
            worsen(LineDefect.BARE_CR_OR_LF);
            keep((byte) '\r');
        }
        lastWasCr = b == '\r';
        if (lastWasCr) {
            return false;
        }
        if (b == '\n') {
            worsen(LineDefect.BARE_CR_OR_LF);
        } else if (b == 0) {
            worsen(LineDefect.NUL);
        }
        keep(b);
        return false;
    }

    private void worsen(LineDefect found) {
        if (defect == LineDefect.NONE) {
            defect = found;
        }
    }

    private void keep(byte b) {
        if (length >= limit) {
            worsen(LineDefect.TOO_LONG);
            return;
        }
        byte[] into = held;
        if (into == null) {
            into = new byte[Math.min(limit, 128)];
        } else if (length == into.length) {
            into = java.util.Arrays.copyOf(into, Math.min(limit, into.length * 2));
        }
        into[length++] = b;
        held = into;
    }

    private Framed finish() {
        byte[] from = held;
        String text = from == null ? "" : new String(from, 0, length, StandardCharsets.ISO_8859_1);
        Framed framed = new Framed(text, defect);
        clear();
        return framed;
    }
}
