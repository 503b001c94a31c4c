package org.mmsys.server.log;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;

/**
 * {@code %kv}: the key-value pairs of an event as {@code key=value}, each behind a space.
 *
 * <p>The slf4j binding hands the pairs of the fluent API over as context data; they come sorted by key. Whatever a value
 * holds, the line stays one line of printable ASCII: values with blanks, quotes or an equals sign are quoted, control
 * and non-ASCII characters escaped, and no value is longer than 256 characters. A backslash is left as it is, because
 * values from outside have been through {@code PrintableText}, which doubled it. Any thread.
 */
@Plugin(name = "KeyValueConverter", category = PatternConverter.CATEGORY)
@ConverterKeys("kv")
public final class KeyValueConverter extends LogEventPatternConverter {
    private static final int CHARS_MAX = 256;

    private KeyValueConverter() {
        super("kv", "kv");
    }

    /** Called by log4j for each {@code %kv} in a pattern; there are no options. */
    public static KeyValueConverter newInstance(String[] options) {
        return new KeyValueConverter();
    }

    @Override
    public void format(LogEvent event, StringBuilder line) {
        event.getContextData().forEach((key, value) -> {
            line.append(' ').append(key).append('=');
            append(line, String.valueOf(value));
        });
    }

    private static void append(StringBuilder line, String value) {
        if (isPlain(value)) {
            line.append(value);
            return;
        }
        line.append('"');
        int shown = Math.min(value.length(), CHARS_MAX);
        for (int i = 0; i < shown; i++) {
            appendEscaped(line, value.charAt(i));
        }
        line.append(shown < value.length() ? "...\"" : "\"");
    }

    private static boolean isPlain(String value) {
        return !value.isEmpty()
                && value.length() <= CHARS_MAX
                && value.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '=');
    }

    private static void appendEscaped(StringBuilder line, char c) {
        if (c == '"') {
            line.append("\\\"");
        } else if (c >= ' ' && c < 127) {
            line.append(c);
        } else {
            line.append(String.format("\\u%04x", (int) c));
        }
    }
}
