package org.mmsys.core.queue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a report needs from the header of a message. Trusts nothing. */
final class OriginalHeader {
    private static final Pattern ID =
            Pattern.compile("<[\\x21-\\x3b\\x3d\\x3f-\\x7e]{1,200}@[\\x21-\\x3b\\x3d\\x3f-\\x7e]{1,200}>");
    private static final String FIELD = "message-id:";
    private static final int LINE_MAX = 998;

    private OriginalHeader() {}

    /** The header with the line ends, without the blank line behind it; all of it when there is none. */
    static byte[] of(byte[] octets) {
        for (int i = 0; i + 3 < octets.length; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n' && octets[i + 2] == '\r' && octets[i + 3] == '\n') {
                return Arrays.copyOf(octets, i + 2);
            }
        }
        if (octets.length >= 2 && octets[0] == '\r' && octets[1] == '\n') {
            return new byte[0];
        }
        return octets;
    }

    /** The beginning of a header that was cut off, up to the last line that is whole. */
    static byte[] wholeLines(byte[] octets) {
        for (int i = octets.length - 1; i > 0; i--) {
            if (octets[i] == '\n' && octets[i - 1] == '\r') {
                return Arrays.copyOf(octets, i + 1);
            }
        }
        return new byte[0];
    }

    /** The Message-ID if it is a proper one: it is going to stand in a header of ours. */
    static Optional<String> messageId(byte[] octets) {
        byte[] header = of(octets);
        int from = 0;
        while (from < header.length) {
            int end = from;
            while (end < header.length && header[end] != '\n') {
                end++;
            }
            int length = Math.min(end - from, LINE_MAX);
            String line = new String(header, from, length, ISO_8859_1);
            if (line.toLowerCase(Locale.ROOT).startsWith(FIELD)) {
                Matcher matcher = ID.matcher(line.substring(FIELD.length()).trim());
                return matcher.matches() ? Optional.of(matcher.group()) : Optional.empty();
            }
            from = end + 1;
        }
        return Optional.empty();
    }
}
