package org.mmsys.wire.session;

import java.util.Set;

/**
 * What is known of a collected body.
 *
 * @param size octets after removal of dot-stuffing and terminator, counted on even when they were thrown away
 * @param defects everything that was wrong with it; empty when the performer holds it whole
 */
public record BodyReport(long size, Set<Defect> defects) {
    public BodyReport {
        defects = Set.copyOf(defects);
    }

    /** Why a body cannot be accepted as it came. */
    public enum Defect {
        /** More octets than the limit; the rest was swallowed. */
        TOO_LARGE,
        /** A CR or LF outside a CRLF. */
        BARE_CR_OR_LF,
        /** A NUL octet. */
        NUL,
        /** A line of more than 998 octets is tolerated; this is one beyond the hard limit of the decoder. */
        LINE_TOO_LONG,
        /** The sink had no space left. */
        NO_SPACE,
        /** The sink refused for another reason of its own, such as a loop or too many bodies at once. */
        REFUSED
    }
}
