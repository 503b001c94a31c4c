package org.mmsys.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A dialogue with a session machine as a script, so that a test reads like the RFC.
 *
 * <p>Each line is a kind, a colon and a text. Kinds of input (say {@code C} for a line of the client, {@code A} for the
 * answer to a question) are fed to the endpoint; all other lines must match what the endpoint gives back, in order:
 * {@code S} for a line of the server, {@code Q} for a question. {@code *} in an expected text stands for anything. Blank
 * lines and lines that begin with {@code #} are skipped. All outputs of an input must be expected before the next input.
 */
public final class DialogScript {
    private DialogScript() {}

    /** The machine under test, with inputs and outputs as text. */
    @FunctionalInterface
    public interface Endpoint {
        /** Feeds one input; returns all outputs as {@code "K: text"}. */
        List<String> feed(char kind, String text);
    }

    /** Runs a script; throws {@link AssertionError} with the line that did not hold. */
    public static void run(Set<Character> inputs, String script, Endpoint endpoint) {
        Deque<String> pending = new ArrayDeque<>();
        int number = 0;
        for (String raw : script.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            char kind = line.charAt(0);
            String text = line.length() > 3 ? line.substring(3) : "";
            if (inputs.contains(kind)) {
                if (!pending.isEmpty()) {
                    throw new AssertionError("line " + number + ": before <" + line + "> came unexpected " + pending);
                }
                pending.addAll(endpoint.feed(kind, text));
            } else {
                expect(number, line, pending);
            }
        }
        if (!pending.isEmpty()) {
            throw new AssertionError("at the end came unexpected " + pending);
        }
    }

    private static void expect(int number, String expected, Deque<String> pending) {
        String actual = pending.poll();
        if (actual == null) {
            throw new AssertionError("line " + number + ": expected <" + expected + "> but nothing came");
        }
        if (!glob(expected).matcher(actual).matches()) {
            throw new AssertionError("line " + number + ": expected <" + expected + "> but came <" + actual + ">");
        }
    }

    private static Pattern glob(String expected) {
        String regex =
                Arrays.stream(expected.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
