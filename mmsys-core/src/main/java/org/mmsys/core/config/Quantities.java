package org.mmsys.core.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and addresses as people write them. */
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(b|k|kb|m|mb|g|gb)?");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]*):(\\d{1,5})");

    private Quantities() {}

    static Duration duration(String value) {
        Matcher matcher = match(DURATION, value);
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static long octets(String value) {
        Matcher matcher = match(SIZE, value);
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "b" : matcher.group(2);
        return switch (unit.charAt(0)) {
            case 'k' -> Math.multiplyExact(number, 1L << 10);
            case 'm' -> Math.multiplyExact(number, 1L << 20);
            case 'g' -> Math.multiplyExact(number, 1L << 30);
            default -> number;
        };
    }

    static InetSocketAddress address(String value) {
        Matcher matcher = ADDRESS.matcher(value.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(value);
        }
        String host = matcher.group(1);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port > 65535) {
            throw new IllegalArgumentException(value);
        }
        return new InetSocketAddress(host.isEmpty() ? "0.0.0.0" : host, port);
    }

    private static Matcher match(Pattern pattern, String value) {
        Matcher matcher = pattern.matcher(value.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(value);
        }
        return matcher;
    }
}
