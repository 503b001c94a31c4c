package org.mmsys.wire.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the lines of a reply together (RFC 5321 §4.2, RFC 2034 §4).
 *
 * <pre>
 * Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 * Reply-code = %x32-35 %x30-35 %x30-39
 * </pre>
 *
 * <p>Owned by one machine.
 */
final class ReplyCollector {
    static final int LINES_MAX = 128;
    static final int OCTETS_MAX = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$)");

    private final List<String> lines = new ArrayList<>();
    private int code;
    private int octets;
    private String status = "";

    /** What a line led to. */
    sealed interface Collected {
        record Whole(ServerReply reply) implements Collected {}

        record More() implements Collected {}

        /** No reply, or one beyond all limits: nobody knows what the server means from here on. */
        record Garbage(String why) implements Collected {}
    }

    Collected take(String line) {
        if (line.length() < 3 || !digits(line) || line.length() > 3 && "- ".indexOf(line.charAt(3)) < 0) {
            return new Collected.Garbage("no reply");
        }
        int given = Integer.parseInt(line.substring(0, 3));
        if (!lines.isEmpty() && given != code) {
            return new Collected.Garbage("a reply of two codes");
        }
        octets += line.length();
        if (lines.size() >= LINES_MAX || octets > OCTETS_MAX) {
            return new Collected.Garbage("a reply without end");
        }
        code = given;
        lines.add(text(line));
        if (line.length() > 3 && line.charAt(3) == '-') {
            return new Collected.More();
        }
        ServerReply reply = new ServerReply(code, status.isEmpty() ? code / 100 + ".0.0" : status, lines);
        forget();
        return new Collected.Whole(reply);
    }

    /** Whether a reply has begun and not ended. */
    boolean partial() {
        return !lines.isEmpty();
    }

    void forget() {
        lines.clear();
        octets = 0;
        status = "";
    }

    private String text(String line) {
        String text = line.length() > 4 ? line.substring(4) : "";
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.lookingAt() || matcher.group(1).charAt(0) - '0' != code / 100) {
            return text;
        }
        status = matcher.group(1);
        return text.substring(matcher.end());
    }

    private static boolean digits(String line) {
        return line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && line.charAt(1) >= '0'
                && line.charAt(1) <= '5'
                && line.charAt(2) >= '0'
                && line.charAt(2) <= '9';
    }
}
