package org.mmsys.wire.pop3;

/**
 * Everything a server says, in one place.
 *
 * <p>{@code [AUTH]} is said of bad credentials only: on it a client forgets its password. What passes by itself is
 * {@code [SYS/TEMP]} (RFC 3206 §4).
 */
public final class Pop3Replies {
    private static final String BASE = "RFC 1939 §3";
    private static final String FOLDERS = "XFOLDERS 1";
    private static final String TEMP = "SYS/TEMP";
    private static final String PERM = "SYS/PERM";
    private static final String CODES = "RFC 3206 §4";

    public static final Pop3Reply OK = Pop3Reply.ok("", BASE);
    public static final Pop3Reply OK_GO_ON = Pop3Reply.ok("now the password", "RFC 1939 §7");
    public static final Pop3Reply OK_BEGIN_TLS = Pop3Reply.ok("begin TLS", "RFC 2595 §4");
    public static final Pop3Reply OK_UTF8 = Pop3Reply.ok("UTF-8 it is", "RFC 6856 §2.1");
    public static final Pop3Reply OK_MARKED_DELETED = Pop3Reply.ok("marked as deleted", "RFC 1939 §5");
    public static final Pop3Reply OK_MARKED_MOVED = Pop3Reply.ok("marked to be moved", FOLDERS);
    public static final Pop3Reply OK_TOP = Pop3Reply.ok("the beginning follows", "RFC 1939 §7");
    public static final Pop3Reply OK_CAPA = Pop3Reply.ok("capabilities follow", "RFC 2449 §5");
    public static final Pop3Reply OK_MECHANISMS = Pop3Reply.ok("mechanisms follow", "RFC 5034 §4");
    public static final Pop3Reply OK_FOLDERS = Pop3Reply.ok("folders follow", FOLDERS);
    public static final Pop3Reply OK_BYE = Pop3Reply.ok("bye", "RFC 1939 §4, §6");
    public static final Pop3Reply SEND_OCTETS = new Pop3Reply("+ send the octets\r\n", FOLDERS);

    public static final Pop3Reply ERR_UNKNOWN = Pop3Reply.err("unknown command", BASE);
    public static final Pop3Reply ERR_ARGUMENTS = Pop3Reply.err("wrong arguments", BASE);
    public static final Pop3Reply ERR_LOGIN_FIRST = Pop3Reply.err("log in first", BASE);
    public static final Pop3Reply ERR_LOGGED_IN = Pop3Reply.err("only before login", BASE);
    public static final Pop3Reply ERR_USER_FIRST = Pop3Reply.err("USER first", "RFC 1939 §7");
    public static final Pop3Reply ERR_TOO_LONG = Pop3Reply.err("line too long", "RFC 2449 §4");
    public static final Pop3Reply ERR_OCTETS = Pop3Reply.err("NUL, bare CR or bare LF in a line", BASE);
    public static final Pop3Reply ERR_TOO_MANY_ERRORS = Pop3Reply.err("too many errors", BASE);
    public static final Pop3Reply ERR_TOO_MANY_FAILURES =
            Pop3Reply.err("AUTH", "wrong name or password, too often", CODES);
    public static final Pop3Reply ERR_TOO_MANY_COMMANDS = Pop3Reply.err("too many commands before login", BASE);
    public static final Pop3Reply ERR_NO_MESSAGE = Pop3Reply.err("no such message", "RFC 1939 §5");
    public static final Pop3Reply ERR_GONE = Pop3Reply.err("message is deleted or moved", "RFC 1939 §5");
    public static final Pop3Reply ERR_UNREADABLE =
            Pop3Reply.err(TEMP, "message cannot be read, it was reported", CODES);
    public static final Pop3Reply ERR_NEEDS_UTF8 =
            Pop3Reply.err("UTF8", "message has UTF-8 headers, say UTF8 before login", "RFC 6856 §5");

    public static final Pop3Reply ERR_AUTH = Pop3Reply.err("AUTH", "wrong name or password", CODES);
    public static final Pop3Reply ERR_NOT_HERE =
            Pop3Reply.err("X-NOT-HERE", "this account lives elsewhere", "RFC 2449 §8");
    public static final Pop3Reply ERR_INTRODUCED_LATE = Pop3Reply.err("XPEER comes first", "RFC 2449 §7");
    public static final Pop3Reply ERR_IN_USE =
            Pop3Reply.err("IN-USE", "another session has this maildrop", "RFC 2449 §8.1.1");
    public static final Pop3Reply ERR_LATER = Pop3Reply.err(TEMP, "cannot be done now, try later", CODES);
    public static final Pop3Reply ERR_GOING_DOWN = Pop3Reply.err(TEMP, "going down, come back later", CODES);
    public static final Pop3Reply ERR_TOO_MANY_CONNECTIONS = Pop3Reply.err(TEMP, "too many connections", CODES);
    public static final Pop3Reply ERR_NEEDS_TLS =
            Pop3Reply.err(PERM, "a password needs TLS here, say STLS first", CODES);
    public static final Pop3Reply ERR_NO_MECHANISM = Pop3Reply.err("mechanism not offered", "RFC 5034 §4");
    public static final Pop3Reply ERR_CANCELLED = Pop3Reply.err("cancelled", "RFC 5034 §4");
    public static final Pop3Reply ERR_BASE64 = Pop3Reply.err("not base64", "RFC 5034 §4");
    public static final Pop3Reply ERR_TLS_ALREADY = Pop3Reply.err("TLS is on already", "RFC 2595 §4");
    public static final Pop3Reply ERR_NO_TLS = Pop3Reply.err("TLS is not offered", "RFC 2595 §4");
    public static final Pop3Reply ERR_NOT_UPDATED = Pop3Reply.err(TEMP, "nothing was changed", "RFC 1939 §6");
    public static final Pop3Reply ERR_NO_SPACE = Pop3Reply.err(TEMP, "no space left", CODES);

    public static final Pop3Reply ERR_EXISTS = Pop3Reply.err("X-EXISTS", "there is such a folder", FOLDERS);
    public static final Pop3Reply ERR_CANNOT = Pop3Reply.err("X-CANNOT", "not possible with that folder", FOLDERS);
    public static final Pop3Reply ERR_NOT_EMPTY = Pop3Reply.err("X-NOTEMPTY", "folder has messages", FOLDERS);
    public static final Pop3Reply ERR_MISSING = Pop3Reply.err("X-MISSING", "no such folder", FOLDERS);
    public static final Pop3Reply ERR_PENDING =
            Pop3Reply.err("X-PENDING", "marks are pending, XCOMMIT or RSET first", FOLDERS);
    public static final Pop3Reply ERR_TOO_LARGE = Pop3Reply.err("X-TOOLARGE", "message too large", FOLDERS);
    public static final Pop3Reply ERR_BAD_OCTETS =
            Pop3Reply.err("X-BADOCTETS", "message has a bare CR, a bare LF or a NUL", FOLDERS);

    private Pop3Replies() {}

    /** RFC 1939 §4; no timestamp, since APOP is not offered. */
    public static String greeting(String hostname) {
        return Pop3Reply.ok(hostname + " POP3 ready", "RFC 1939 §4").line();
    }

    /** After login and XFOPEN, and for STAT: {@code +OK nn mm} (RFC 1939 §5). */
    public static String stat(int messages, long octets) {
        return "+OK " + messages + " " + octets + "\r\n";
    }

    /** RFC 1939 §5, RETR. */
    public static String octetsFollow(long octets) {
        return "+OK " + octets + " octets\r\n";
    }

    /** The answer of LIST and UIDL with a number (RFC 1939 §5, §7). */
    public static String ofMessage(int number, String value) {
        return "+OK " + number + " " + value + "\r\n";
    }

    /** {@code +OK value}. */
    public static String ok(String value) {
        return value.isEmpty() ? OK.line() : "+OK " + value + "\r\n";
    }

    /** A SASL challenge, in base64 already (RFC 5034 §4). */
    public static String challenge(String base64) {
        return "+ " + base64 + "\r\n";
    }
}
