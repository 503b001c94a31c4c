package org.mmsys.client.core.model;

import java.util.Set;

/** What may be noted of a message; those with a letter are kept by servers that have folders. */
public enum Mark {
    SEEN('S'),
    ANSWERED('R'),
    STARRED('F'),
    DRAFT('D'),
    FORWARDED('P'),
    /** Has attachments. */
    ATTACHMENT('\0'),
    /** Only its header is here. */
    HEADER_ONLY('\0'),
    /** An answer by HTML would lose something: the message has an HTML body. */
    HTML('\0');

    private final char letter;

    Mark(char letter) {
        this.letter = letter;
    }

    /** The letter of Maildir and XFLAG; NUL if it is known here only. */
    public char letter() {
        return letter;
    }

    /** Its bit in {@link MessageRow#marks}. */
    public int bit() {
        return 1 << ordinal();
    }

    /** The bits of these. */
    public static int bits(Set<Mark> marks) {
        return marks.stream().mapToInt(Mark::bit).reduce(0, (a, b) -> a | b);
    }
}
