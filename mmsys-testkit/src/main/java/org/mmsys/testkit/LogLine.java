package org.mmsys.testkit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a node's log: {@code TIME LEVEL message key=value ... logger=NAME}.
 *
 * <p>A value with anything but visible ASCII, or with a quote or {@code =}, stands in quotes; so what came from outside cannot
 * make a field of its own.
 */
public record LogLine(Instant at, String level, String message, Map<String, String> fields) {
    private static final Pattern HEAD = Pattern.compile("(\\S+) +([A-Z]+) +(.*)");
    private static final Pattern FIELD =
            Pattern.compile(" ([A-Za-z][A-Za-z0-9._-]*)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"=]*)");
    private static final int LENGTH_MAX = 16_384;

    public LogLine {
        fields = Map.copyOf(fields);
    }

    /** The line, if it is one; the rest of a stack trace, a torn line and the like are none. */
    public static Optional<LogLine> of(String text) {
        Matcher head = HEAD.matcher(text);
        if (text.length() > LENGTH_MAX || !head.matches()) {
            return Optional.empty();
        }
        try {
            String rest = head.group(3);
            Matcher field = FIELD.matcher(rest);
            int begin = -1;
            Map<String, String> fields = new TreeMap<>();
            while (field.find()) {
                begin = begin < 0 ? field.start() : begin;
                fields.putIfAbsent(field.group(1), plain(field.group(2)));
            }
            String message = begin < 0 ? rest : rest.substring(0, begin);
            return Optional.of(new LogLine(Instant.parse(head.group(1)), head.group(2), message, fields));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    private static String plain(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replace("\\\"", "\"") : value;
    }

    /** The value of a field, if the line has it. */
    public Optional<String> field(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    /** The number that a field says, if it is there and says one. */
    public OptionalLong number(String key) {
        try {
            Optional<String> value = field(key);
            return value.isPresent() ? OptionalLong.of(Long.parseLong(value.get())) : OptionalLong.empty();
        } catch (NumberFormatException notOne) {
            return OptionalLong.empty();
        }
    }
}
