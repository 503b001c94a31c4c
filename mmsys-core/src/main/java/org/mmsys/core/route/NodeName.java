package org.mmsys.core.route;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One machine of the system: {@code s1/primary}, {@code s1/backup}, {@code w1/witness}. It stands in its certificate. */
public record NodeName(String server, Half half) implements Comparable<NodeName> {
    private static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9-]{0,31})/(primary|backup|witness)");

    public NodeName {
        if (!FORM.matcher(server + "/" + half.word()).matches()) {
            throw new IllegalArgumentException("server " + server);
        }
    }

    /** What a node starts as; of the first two the pair decides which one serves. */
    public enum Half {
        PRIMARY,
        BACKUP,
        WITNESS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The name as it is written, or empty. */
    public static Optional<NodeName> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new NodeName(
                        matcher.group(1), Half.valueOf(matcher.group(2).toUpperCase(Locale.ROOT))))
                : Optional.empty();
    }

    @Override
    public int compareTo(NodeName other) {
        int byServer = server.compareTo(other.server);
        return byServer != 0 ? byServer : half.compareTo(other.half);
    }

    @Override
    public String toString() {
        return server + "/" + half.word();
    }
}
