package org.mmsys.wire.text;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.mmsys.wire.session.BodyReport.Defect;

/**
 * Judges octets that came counted, not dotted: a CR or LF outside a CRLF and a NUL are as wrong there as in DATA
 * (RFC 5321 §2.3.8, §4.1.1.4; RFC 3030 §2).
 *
 * <p>Streams: the octets may come cut at any place; it looks without consuming. Not thread-safe.
 */
public final class CrlfJudge {
    private final EnumSet<Defect> defects = EnumSet.noneOf(Defect.class);
    private boolean lastWasCr;
    private boolean lastWasLineEnd;

    /** Looks at all that remains in the buffer and leaves its position alone. */
    public void look(ByteBuffer octets) {
        int end = octets.limit();
        for (int i = octets.position(); i < end; i++) {
            byte b = octets.get(i);
            lastWasLineEnd = b == '\n' && lastWasCr;
            if (lastWasCr != (b == '\n')) {
                defects.add(Defect.BARE_CR_OR_LF);
            } else if (b == 0) {
                defects.add(Defect.NUL);
            }
            lastWasCr = b == '\r';
        }
    }

    /** Nothing more follows: a CR that still waits for its LF is bare. */
    public void end() {
        if (lastWasCr) {
            defects.add(Defect.BARE_CR_OR_LF);
            lastWasCr = false;
        }
    }

    /** Whether the octets so far end with a CRLF. */
    public boolean endsWithLine() {
        return lastWasLineEnd;
    }

    /** What was found wrong so far: {@link Defect#BARE_CR_OR_LF} and {@link Defect#NUL}. */
    public Set<Defect> defects() {
        return Set.copyOf(defects);
    }
}
