package org.mmsys.wire.pop3;

import static org.mmsys.wire.pop3.Pop3State.AUTHORIZATION;
import static org.mmsys.wire.pop3.Pop3State.TRANSACTION;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The verbs a server knows: when each is allowed, how long its line may be, and where it is defined. */
public enum Pop3Verb {
    USER("RFC 1939 §7", Pop3Verb.LINE_MAX, AUTHORIZATION),
    PASS("RFC 1939 §7", Pop3Verb.LINE_MAX, AUTHORIZATION),
    AUTH("RFC 5034 §4", Pop3Verb.SASL_LINE_MAX, AUTHORIZATION),
    STLS("RFC 2595 §4", Pop3Verb.LINE_MAX, AUTHORIZATION),
    UTF8("RFC 6856 §2.1", Pop3Verb.LINE_MAX, AUTHORIZATION),
    /** Among nodes of one system only; to everybody else it is unknown. */
    XPEER("RFC 2449 §7", Pop3Verb.FOLDER_LINE_MAX, AUTHORIZATION),
    CAPA("RFC 2449 §5", Pop3Verb.LINE_MAX, AUTHORIZATION, TRANSACTION),
    QUIT("RFC 1939 §4, §6", Pop3Verb.LINE_MAX, AUTHORIZATION, TRANSACTION),
    STAT("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    LIST("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    UIDL("RFC 1939 §7", Pop3Verb.LINE_MAX, TRANSACTION),
    RETR("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    TOP("RFC 1939 §7", Pop3Verb.LINE_MAX, TRANSACTION),
    DELE("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    RSET("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    NOOP("RFC 1939 §5", Pop3Verb.LINE_MAX, TRANSACTION),
    XFLIST(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XFMAKE(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XFRENAME(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XFDROP(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XFOPEN(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XMOVE(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XFLAG(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XCOMMIT(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION),
    XAPPEND(Pop3Verb.FOLDERS, Pop3Verb.FOLDER_LINE_MAX, TRANSACTION);

    /** RFC 2449 §4 asks for 255; twice that is taken without a word. CRLF not counted, here and below. */
    public static final int LINE_MAX = 510;

    /** Folder names may be long. */
    public static final int FOLDER_LINE_MAX = 1022;

    /** RFC 4422 leaves the length to the mechanism; RFC 4954 §4 names 12,288, which serves here too. */
    public static final int SASL_LINE_MAX = 12_286;

    private static final int KEYWORD_MAX = 8;
    private static final String FOLDERS = "XFOLDERS 1";
    private static final Map<String, Pop3Verb> BY_KEYWORD = new HashMap<>();

    static {
        for (Pop3Verb verb : values()) {
            BY_KEYWORD.put(verb.name(), verb);
        }
    }

    private final String reference;
    private final int lineMax;
    private final boolean beforeLogin;
    private final boolean afterLogin;

    Pop3Verb(String reference, int lineMax, Pop3State... allowedIn) {
        this.reference = reference;
        this.lineMax = lineMax;
        List<Pop3State> states = List.of(allowedIn);
        this.beforeLogin = states.contains(AUTHORIZATION);
        this.afterLogin = states.contains(TRANSACTION);
    }

    /** The verb with this keyword, in any case (RFC 1939 §3). */
    public static Optional<Pop3Verb> of(String keyword) {
        if (keyword.length() > KEYWORD_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < keyword.length(); i++) {
            if (keyword.charAt(i) > 127) {
                return Optional.empty(); // in upper case a sharp s would make PASS of what is none
            }
        }
        return Optional.ofNullable(BY_KEYWORD.get(keyword.toUpperCase(Locale.ROOT)));
    }

    /** The verb a line begins with. */
    public static Optional<Pop3Verb> ofLine(String line) {
        int space = line.indexOf(' ');
        return of(space < 0 ? line : line.substring(0, space));
    }

    /** Whether it may be said in this state. */
    public boolean allowedIn(Pop3State state) {
        return switch (state) {
            case AUTHORIZATION -> beforeLogin;
            case TRANSACTION -> afterLogin;
            case UPDATE -> false;
        };
    }

    /** Octets a line with this verb may have, CRLF not counted. */
    public int lineMax() {
        return lineMax;
    }

    /** Where it is defined. */
    public String reference() {
        return reference;
    }
}
