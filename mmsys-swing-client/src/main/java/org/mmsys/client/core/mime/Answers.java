package org.mmsys.client.core.mime;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Draft.Kind;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;

/** Answers and forwards: whom to, which subject, what is quoted, what it refers to (RFC 5322 §3.6.4). Pure. */
public final class Answers {
    private static final int REFERENCES_MAX = 50;

    private Answers() {}

    /**
     * A draft that answers a message.
     *
     * @param blank an empty draft of the account: its id and Message-ID are kept
     * @param selection only this is quoted, if given
     */
    public static Draft to(
            OpenedMessage message,
            Headers headers,
            Account account,
            Draft blank,
            Kind kind,
            Optional<String> selection) {
        List<String> own = headers.ids("Message-ID");
        boolean reply = kind == Kind.REPLY || kind == Kind.REPLY_ALL || kind == Kind.REPLY_LIST;
        Recipients to = recipients(message, headers, account, kind);
        String body = switch (kind) {
            case REPLY, REPLY_ALL, REPLY_LIST -> signed(quoted(message, selection), account);
            case FORWARD_INLINE -> signature(account) + forwarded(message);
            case FORWARD_ATTACHED, REDIRECT -> signature(account);
            case EDIT_AS_NEW -> message.plain();
        };
        String subject = message.header("Subject").orElse("");
        String prefix = reply ? "Re: " : kind == Kind.EDIT_AS_NEW || kind == Kind.REDIRECT ? "" : "Fwd: ";
        return new Draft(
                blank.id(),
                account.id(),
                to.to(),
                to.cc(),
                "",
                prefix.isEmpty() ? subject : prefix + withoutPrefixes(subject, reply),
                body,
                List.of(),
                blank.messageId(),
                reply && !own.isEmpty() ? own.get(0) : "",
                reply ? references(headers, own) : List.of(),
                kind == Kind.EDIT_AS_NEW
                        ? Optional.empty()
                        : Optional.of(new Draft.Answered(message.row().key(), kind)));
    }

    /** Above the quotation without the separator: readers would take all below it for the signature. */
    private static String signed(String quotation, Account account) {
        return account.signatureAbove() && !account.signature().isBlank()
                ? "\n\n" + account.signature().stripTrailing() + "\n\n" + quotation
                : quotation + signature(account);
    }

    /** {@code Re: Re: x} is {@code x}; other languages' forms too. */
    static String withoutPrefixes(String subject, boolean reply) {
        String pattern = reply
                ? "(?i)^\\s*((re|aw|sv|antw|r|odp|vs)(\\[\\d+])?\\s*:\\s*)+"
                : "(?i)^\\s*((fwd?|wg|tr|i)\\s*:\\s*)+";
        return subject.replaceFirst(pattern, "").strip();
    }

    private static List<String> references(Headers headers, List<String> own) {
        List<String> all = new ArrayList<>(headers.ids("References"));
        if (all.isEmpty()) {
            all.addAll(headers.ids("In-Reply-To"));
        }
        all.addAll(own);
        int size = all.size();
        if (size > REFERENCES_MAX) {
            List<String> kept = new ArrayList<>(all.subList(size - REFERENCES_MAX + 1, size));
            kept.add(0, all.get(0));
            return kept;
        }
        return all;
    }

    private record Recipients(String to, String cc) {}

    private static Recipients recipients(OpenedMessage message, Headers headers, Account account, Kind kind) {
        OpenedMessage.Addressees who = message.addressees();
        if (kind == Kind.EDIT_AS_NEW) {
            return new Recipients(join(who.to()), join(who.cc()));
        }
        if (kind == Kind.REPLY_LIST) {
            String post = headers.text("List-Post");
            int at = post.indexOf("mailto:");
            if (at >= 0) {
                return new Recipients(post.substring(at + 7).replaceAll("[>?].*$", ""), "");
            }
        }
        if (kind != Kind.REPLY && kind != Kind.REPLY_ALL && kind != Kind.REPLY_LIST) {
            return new Recipients("", "");
        }
        boolean mine = !who.from().isEmpty() && isMe(who.from().get(0), account);
        List<Person> first = mine ? who.to() : who.replyTo().isEmpty() ? who.from() : who.replyTo();
        if (kind != Kind.REPLY_ALL) {
            return new Recipients(join(first), "");
        }
        Map<String, Person> to = new LinkedHashMap<>();
        Map<String, Person> cc = new LinkedHashMap<>();
        first.forEach(person -> to.put(key(person), person));
        who.to().forEach(person -> cc.putIfAbsent(key(person), person));
        who.cc().forEach(person -> cc.putIfAbsent(key(person), person));
        cc.keySet().removeAll(to.keySet());
        cc.values().removeIf(person -> isMe(person, account));
        if (to.size() > 1) {
            to.values().removeIf(person -> isMe(person, account));
        }
        return new Recipients(join(List.copyOf(to.values())), join(List.copyOf(cc.values())));
    }

    private static String key(Person person) {
        return person.address().toLowerCase(Locale.ROOT);
    }

    private static boolean isMe(Person person, Account account) {
        return person.address().equalsIgnoreCase(account.address());
    }

    private static String join(List<Person> people) {
        return String.join(", ", people.stream().map(Person::toString).toList());
    }

    private static String quoted(OpenedMessage message, Optional<String> selection) {
        String who = message.addressees().from().isEmpty()
                ? "Somebody"
                : message.addressees().from().get(0).shown();
        StringBuilder text = new StringBuilder("On " + date(message) + ", " + who + " wrote:\n");
        String body = selection.orElse(withoutSignature(message.plain())).stripTrailing();
        for (String line : body.split("\n", -1)) {
            text.append(line.startsWith(">") ? ">" : line.isEmpty() ? ">" : "> ")
                    .append(line)
                    .append('\n');
        }
        return text.append('\n').toString();
    }

    /** What stands behind {@code "-- "} is not quoted. */
    private static String withoutSignature(String text) {
        int at = text.lastIndexOf("\n-- \n");
        return at < 0 ? text : text.substring(0, at);
    }

    private static String date(OpenedMessage message) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(Locale.getDefault())
                .withZone(ZoneId.systemDefault())
                .format(message.row().date());
    }

    private static String forwarded(OpenedMessage message) {
        StringBuilder text = new StringBuilder("\n-------- Forwarded message --------\n");
        for (String name : List.of("Subject", "Date", "From", "To", "Cc")) {
            message.header(name)
                    .ifPresent(value ->
                            text.append(name).append(": ").append(value).append('\n'));
        }
        return text.append('\n').append(message.plain()).toString();
    }

    /** With the separator that readers know. */
    public static String signature(Account account) {
        return account.signature().isBlank()
                ? ""
                : "\n-- \n" + account.signature().stripTrailing() + "\n";
    }
}
