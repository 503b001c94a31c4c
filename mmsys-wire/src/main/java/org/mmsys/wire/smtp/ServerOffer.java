package org.mmsys.wire.smtp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server says it can do, in its answer to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param name what the server calls itself, octets as they came
 * @param keywords in upper case
 * @param sizeMax the largest message it takes, if it said so (RFC 1870 §4)
 * @param mechanisms of AUTH, in upper case, in its order (RFC 4954 §3)
 */
public record ServerOffer(String name, Set<String> keywords, OptionalLong sizeMax, List<String> mechanisms) {
    /** A server of which nothing is known, or that knows HELO only. */
    public static final ServerOffer NOTHING = new ServerOffer("", Set.of(), OptionalLong.empty(), List.of());

    public ServerOffer {
        keywords = Set.copyOf(keywords);
        mechanisms = List.copyOf(mechanisms);
    }

    /**
     * Reads the reply.
     *
     * <p>{@code ehlo-line = ehlo-keyword *( SP ehlo-param )}; what is no such line is passed over. {@code AUTH=} is how
     * servers of old wrote it.
     */
    static ServerOffer of(ServerReply reply, boolean extended) {
        String name = reply.lines().get(0).split(" ", 2)[0];
        if (!extended) {
            return new ServerOffer(name, Set.of(), OptionalLong.empty(), List.of());
        }
        Set<String> keywords = new LinkedHashSet<>();
        Set<String> mechanisms = new LinkedHashSet<>();
        OptionalLong size = OptionalLong.empty();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            keywords.add(words.get(0));
            if (words.get(0).equals("AUTH")) {
                mechanisms.addAll(words.subList(1, words.size()));
            }
            if (words.get(0).equals("SIZE") && words.size() > 1) {
                size = SmtpCommandParser.number(words.get(1));
            }
        }
        return new ServerOffer(name, keywords, size, List.copyOf(mechanisms));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word :
                line.toUpperCase(Locale.ROOT).replaceFirst("^AUTH=", "AUTH ").split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** Whether it offers this extension, given in upper case. */
    public boolean has(String keyword) {
        return keywords.contains(keyword);
    }

    /** Whether a message of that size is larger than it takes; 0 means that there is no fixed limit (RFC 1870 §4). */
    public boolean refusesSize(long octets) {
        return sizeMax.isPresent() && sizeMax.getAsLong() > 0 && octets > sizeMax.getAsLong();
    }
}
