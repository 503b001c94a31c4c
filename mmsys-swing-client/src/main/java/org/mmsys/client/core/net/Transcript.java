package org.mmsys.client.core.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.mmsys.wire.text.PrintableText;

/**
 * The last lines of an account's sessions, for the protocol window. Thread-safe; bounded.
 *
 * <p>Passwords never get in: not behind PASS and AUTH, nor in any line that answers a prompt. Bodies are counted, not kept.
 */
public final class Transcript {
    public static final int LINES_MAX = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private boolean prompted;

    /** A remark of the client's own. */
    public synchronized void note(String text) {
        add("-- " + PrintableText.of(text));
    }

    /** What the server said: one line without CRLF. */
    public synchronized void heard(String line) {
        prompted = line.equals("+") || line.startsWith("+ ") || line.startsWith("334");
        add("S: " + PrintableText.of(line));
    }

    /** What we said: lines with their CRLFs. */
    public synchronized void said(String octets) {
        for (String line : octets.split("\r\n", -1)) {
            if (!line.isEmpty()) {
                add("C: " + (prompted ? "***" : masked(line)));
            }
        }
        prompted = false;
    }

    private static String masked(String line) {
        String upper = line.toUpperCase(Locale.ROOT);
        if (upper.startsWith("PASS ")) {
            return "PASS ***";
        }
        if (upper.startsWith("AUTH ")) {
            String[] words = line.split(" ", 3);
            return words.length > 2 ? "AUTH " + PrintableText.of(words[1]) + " ***" : PrintableText.of(line);
        }
        return PrintableText.of(line);
    }

    private void add(String line) {
        if (lines.size() >= LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    /** Oldest first. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
