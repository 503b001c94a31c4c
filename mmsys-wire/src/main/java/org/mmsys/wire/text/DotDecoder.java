package org.mmsys.wire.text;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.mmsys.wire.session.BodyReport.Defect;

/**
 * Undoes dot-stuffing and finds the end of a body: only CRLF.CRLF ends it (RFC 5321 §4.1.1.4, §4.5.2).
 *
 * <p>Streams: octets in, octets out, nothing held but a state of a few bits. A bare CR or LF is reported and never
 * taken for a line end. The terminating line is not part of the body; the CRLF before it is. Not thread-safe.
 */
public final class DotDecoder {
    private static final int LINE_START = 0;
    private static final int IN_LINE = 1;
    private static final int AFTER_CR = 2;
    private static final int DOT_AT_START = 3;
    private static final int DOT_CR = 4;
    private static final int DONE = 5;

    private final EnumSet<Defect> defects = EnumSet.noneOf(Defect.class);
    private int state = LINE_START;

    /**
     * Decodes from {@code in} to {@code out} until either is used up or the body has ended.
     *
     * <p>{@code out} needs room for two octets more than it gets in the worst case; the method stops before it would
     * overflow and leaves the rest in {@code in}.
     *
     * @return whether the body has ended; what follows in {@code in} are commands
     */
    public boolean decode(ByteBuffer in, ByteBuffer out) {
        while (state != DONE && in.hasRemaining() && out.remaining() >= 3) {
            if (state == IN_LINE && copyRun(in, out)) {
                continue;
            }
            step(in.get(), out);
        }
        return state == DONE;
    }

    /** What was found wrong so far: {@link Defect#BARE_CR_OR_LF} and {@link Defect#NUL}. */
    public Set<Defect> defects() {
        return Set.copyOf(defects);
    }

    /** Copies octets that need no thought. True when it copied some. */
    private boolean copyRun(ByteBuffer in, ByteBuffer out) {
        if (!in.hasArray()) {
            return false;
        }
        byte[] array = in.array();
        int start = in.arrayOffset() + in.position();
        int end = start + Math.min(in.remaining(), out.remaining() - 2);
        int i = start;
        while (i < end && array[i] != '\r' && array[i] != '\n' && array[i] != 0) {
            i++;
        }
        if (i == start) {
            return false;
        }
        out.put(array, start, i - start);
        in.position(in.position() + i - start);
        return true;
    }

    private void step(byte b, ByteBuffer out) {
        switch (state) {
            case LINE_START -> {
                if (b == '.') {
                    state = DOT_AT_START;
                } else {
                    inLine(b, out);
                }
            }
            case AFTER_CR -> {
                if (b == '\n') {
                    out.put(b);
                    state = LINE_START;
                } else {
                    defects.add(Defect.BARE_CR_OR_LF);
                    inLine(b, out);
                }
            }
            case DOT_AT_START -> {
                if (b == '\r') {
                    state = DOT_CR;
                } else {
                    inLine(b, out); // the stuffed dot is dropped, whatever follows it (RFC 5321 §4.5.2)
                }
            }
            case DOT_CR -> {
                if (b == '\n') {
                    state = DONE;
                } else {
                    out.put((byte) '\r');
                    defects.add(Defect.BARE_CR_OR_LF);
                    inLine(b, out);
                }
            }
            default -> inLine(b, out);
        }
    }

    private void inLine(byte b, ByteBuffer out) {
        out.put(b);
        if (b == '\r') {
            state = AFTER_CR;
            return;
        }
        if (b == '\n') {
            defects.add(Defect.BARE_CR_OR_LF);
        } else if (b == 0) {
            defects.add(Defect.NUL);
        }
        state = IN_LINE;
    }
}
