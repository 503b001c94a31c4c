package org.mmsys.wire.pop3;

import java.util.Locale;
import java.util.Optional;

/**
 * The status line of a server's answer, taken apart (RFC 1939 §3, RFC 2449 §8).
 *
 * @param ok whether it was {@code +OK}
 * @param code the response code of a refusal, {@code SYS/TEMP} for example; empty when there is none
 * @param text what follows, as it came: hostile until proved otherwise
 */
public record Pop3Status(boolean ok, String code, String text) {
    private static final int CODE_MAX = 32;

    /**
     * Reads a line; empty when it is no status line.
     *
     * <pre>
     * single-line = status [SP text] CRLF
     * status      = "+OK" / "-ERR"
     * </pre>
     */
    public static Optional<Pop3Status> parse(String line) {
        if (says(line, "+OK")) {
            return Optional.of(new Pop3Status(true, "", rest(line, 3)));
        }
        if (!says(line, "-ERR")) {
            return Optional.empty();
        }
        String text = rest(line, 4);
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        boolean coded = end > 1 && end <= CODE_MAX;
        return Optional.of(new Pop3Status(
                false,
                coded ? text.substring(1, end).toUpperCase(Locale.ROOT) : "",
                coded ? text.substring(end + 1).strip() : text));
    }

    /** Whether it is a refusal with this code or one below it: {@code SYS} covers {@code SYS/TEMP}. */
    public boolean refusedFor(String wanted) {
        return !ok && (code.equals(wanted) || code.startsWith(wanted + "/"));
    }

    private static boolean says(String line, String status) {
        return line.startsWith(status) && (line.length() == status.length() || line.charAt(status.length()) == ' ');
    }

    private static String rest(String line, int from) {
        return line.length() > from ? line.substring(from + 1) : "";
    }
}
