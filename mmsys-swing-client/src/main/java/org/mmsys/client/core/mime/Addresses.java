package org.mmsys.client.core.mime;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.wire.address.EmailAddress;

/** Addresses as people type them, and which they mean while they type. Pure. */
public final class Addresses {
    private Addresses() {}

    /**
     * What stands in an address field.
     *
     * @param wrong pieces that are no addresses, as typed
     */
    public record Parsed(List<Person> people, List<String> wrong) {
        public Parsed {
            people = List.copyOf(people);
            wrong = List.copyOf(wrong);
        }
    }

    /**
     * Reads addresses with or without names, separated by comma or semicolon; groups are taken apart.
     *
     * @param domain for names without one; empty makes those wrong
     */
    public static Parsed parse(String typed, String domain) {
        List<Person> people = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String piece : split(typed)) {
            one(piece, domain).ifPresentOrElse(people::add, () -> wrong.add(piece));
        }
        return new Parsed(people, wrong);
    }

    /** Pieces between commas and semicolons that are not quoted, in a comment, or in angle brackets. */
    static List<String> split(String typed) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        boolean quoted = false;
        int depth = 0;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '\\' && quoted && i + 1 < typed.length()) {
                piece.append(c).append(typed.charAt(++i));
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            depth += quoted ? 0 : c == '<' || c == '(' ? 1 : (c == '>' || c == ')') && depth > 0 ? -1 : 0;
            if (!quoted && depth == 0 && (c == ',' || c == ';' || c == '\n')) {
                add(pieces, piece);
            } else {
                piece.append(c);
            }
        }
        add(pieces, piece);
        return pieces;
    }

    private static void add(List<String> pieces, StringBuilder piece) {
        String text = piece.toString().strip();
        if (!text.isEmpty()) {
            pieces.add(text);
        }
        piece.setLength(0);
    }

    private static Optional<Person> one(String piece, String domain) {
        int open = piece.lastIndexOf('<');
        boolean angle = open >= 0 && piece.endsWith(">");
        String mailbox = (angle ? piece.substring(open + 1, piece.length() - 1) : piece).strip();
        String name = angle ? unquote(piece.substring(0, open).strip()) : "";
        if (mailbox.indexOf('@') < 0 && !domain.isEmpty() && mailbox.matches("[A-Za-z0-9._+-]{1,64}")) {
            mailbox = mailbox + "@" + domain;
        }
        return mailbox(mailbox).map(address -> new Person(name, address.toString()));
    }

    private static String unquote(String name) {
        if (name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"")) {
            return name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return name;
    }

    /** The mailbox of an envelope; empty if it is none. */
    public static Optional<EmailAddress> mailbox(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || text.chars().anyMatch(c -> c <= ' ' || c == 127 || c == '<' || c == '>')) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        if (local.startsWith("\"") && local.endsWith("\"") && local.length() > 2) {
            local = unquote(local);
        } else if (!strict(text)) {
            return Optional.empty();
        }
        return EmailAddress.of(local, text.substring(at + 1));
    }

    private static boolean strict(String text) {
        try {
            new InternetAddress(text, true).validate();
            return true;
        } catch (AddressException none) {
            // what the strict grammar of ASCII does not know may be an internationalized address
            boolean unicode = text.chars().anyMatch(c -> c > 127);
            return unicode
                    && text.chars().allMatch(c -> c > 127 || Character.isLetterOrDigit(c) || "@._+-".indexOf(c) >= 0);
        }
    }

    /**
     * Who may be meant, best first: those whose address or a word of whose name begins with what was typed, by use.
     *
     * @param history how often each was written to, by lower-case address
     */
    public static List<Suggestion> suggest(String typed, Map<String, Suggestion> history, int limit) {
        String wanted = typed.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return List.of();
        }
        return history.values().stream()
                .filter(known -> matches(known.person(), wanted))
                .sorted(Comparator.comparingInt(Suggestion::used)
                        .reversed()
                        .thenComparing(known -> known.person().address()))
                .limit(limit)
                .toList();
    }

    private static boolean matches(Person person, String wanted) {
        if (person.address().toLowerCase(Locale.ROOT).startsWith(wanted)) {
            return true;
        }
        String name = person.name().toLowerCase(Locale.ROOT);
        if (name.startsWith(wanted)) {
            return true;
        }
        for (String word : name.split("[\\s.,-]+", -1)) {
            if (word.startsWith(wanted)) {
                return true;
            }
        }
        return false;
    }
}
