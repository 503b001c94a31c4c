package org.mmsys.client.core.model;

import java.util.Set;

/** What may be noted of a message; those with a letter are kept by servers that have folders. */
public enum Mark {
    SEEN('S', 1),
    ANSWERED('R', 2),
    STARRED('F', 4),
    DRAFT('D', 8),
    FORWARDED('P', 16),
    /** Has attachments. */
    ATTACHMENT('\0', 32),
    /** Only its header is here. */
    HEADER_ONLY('\0', 64),
    /** An answer by HTML would lose something: the message has an HTML body. */
    HTML('\0', 128);

    private final char letter;
    private final int bit;

    Mark(char letter, int bit) {
        this.letter = letter;
        this.bit = bit;
    }

    /** The letter of Maildir and XFLAG; NUL if it is known here only. */
    public char letter() {
        return letter;
    }

    /** Its bit in {@link MessageRow#marks}. */
    public int bit() {
        return bit;
    }

    /** The bits of these. */
    public static int bits(Set<Mark> marks) {
        return marks.stream().mapToInt(Mark::bit).reduce(0, (a, b) -> a | b);
    }
}
