package org.mmsys.client.core.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeUtility;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage.Header;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.ThreadLinks;

/** The header of a message, decoded (RFC 5322, 2047, 6532). Never throws on what is in it. Immutable in effect. */
public final class Headers {
    private static final int OCTETS_MAX = 256 * 1024;
    private static final int PEOPLE_MAX = 500;
    /** A date later than this much from now is nonsense. */
    private static final long FUTURE_MAX_MILLIS = 2L * 24 * 3600 * 1000;

    private final InternetHeaders headers;

    private Headers(InternetHeaders headers) {
        this.headers = headers;
    }

    /** Reads the header of a message on the disk. */
    public static Headers of(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return of(in);
        }
    }

    /** Reads up to the first empty line, or 256 KiB. */
    public static Headers of(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(4096);
        int before = '\n';
        int b = in.read();
        boolean lineEmpty = true;
        while (b >= 0 && head.size() < OCTETS_MAX) {
            head.write(b);
            if (b == '\n') {
                if (lineEmpty) {
                    break;
                }
                lineEmpty = true;
            } else if (b != '\r') {
                lineEmpty = false;
            }
            before = b;
            b = in.read();
        }
        if (before >= 0 && b >= 0 && b != '\n') {
            head.write('\n');
        }
        try {
            return new Headers(new InternetHeaders(new ByteArrayInputStream(head.toByteArray()), true));
        } catch (MessagingException broken) {
            return new Headers(new InternetHeaders());
        }
    }

    /** The first field of this name, decoded and on one line; empty if there is none. */
    public String text(String name) {
        String raw = headers.getHeader(name, null);
        return raw == null ? "" : decode(raw);
    }

    /** Decodes encoded words, unfolds, and makes control and bidirectional characters harmless. */
    static String decode(String raw) {
        String text = MimeUtility.unfold(raw);
        try {
            text = MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException unknown) {
            // as it came is better than nothing
        }
        return harmless(text);
    }

    static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bidi = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
            if (Character.isISOControl(c)) {
                safe.append(' ');
            } else if (!bidi) {
                safe.append(c);
            }
        }
        return safe.toString().strip();
    }

    /** Who is named in a field. */
    public List<Person> people(String name) {
        List<Person> people = new ArrayList<>();
        String[] raw = headers.getHeader(name);
        if (raw == null) {
            return people;
        }
        for (String field : raw) {
            people.addAll(people(field, PEOPLE_MAX - people.size()));
        }
        return people;
    }

    private static List<Person> people(String field, int max) {
        List<Person> people = new ArrayList<>();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(MimeUtility.unfold(field), false)) {
                String mailbox = address.getAddress() == null ? "" : harmless(address.getAddress());
                String shown = address.getPersonal() == null ? "" : harmless(address.getPersonal());
                if (people.size() < max && !(mailbox.isEmpty() && shown.isEmpty())) {
                    people.add(new Person(shown, mailbox));
                }
            }
        } catch (AddressException broken) {
            people.add(new Person(decode(field), ""));
        }
        return people;
    }

    /** Message ids in a field, in brackets. */
    public List<String> ids(String name) {
        String raw = headers.getHeader(name, " ");
        List<String> ids = new ArrayList<>();
        if (raw == null) {
            return ids;
        }
        for (String word : MimeUtility.unfold(raw).split("[\\s,]+", -1)) {
            if (word.startsWith("<") && word.endsWith(">") && word.length() > 2 && word.length() < 1000) {
                ids.add(word);
            }
        }
        return ids;
    }

    /** All fields in their order, decoded. */
    public List<Header> all() {
        List<Header> all = new ArrayList<>();
        for (jakarta.mail.Header header : Collections.list(headers.getAllHeaders())) {
            all.add(new Header(harmless(header.getName()), decode(header.getValue())));
        }
        return all;
    }

    /** The Date field, if it is one that can be. */
    public Optional<Instant> date(Instant now) {
        String raw = headers.getHeader("Date", null);
        if (raw == null) {
            return Optional.empty();
        }
        try {
            long millis = new MailDateFormat()
                    .parse(MimeUtility.unfold(raw))
                    .toInstant()
                    .toEpochMilli();
            boolean sane = millis > 0 && millis < now.toEpochMilli() + FUTURE_MAX_MILLIS;
            return sane ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
        } catch (ParseException none) {
            return Optional.empty();
        }
    }

    /** The row of this message; its order is for the index to give. */
    public MessageRow row(MessageRow.Key key, long sizeBytes, int marks, Instant now) {
        List<Person> from = people("From");
        Person author = from.isEmpty() ? new Person("", "") : from.get(0);
        List<String> parents = new ArrayList<>(ids("References"));
        for (String id : ids("In-Reply-To")) {
            if (!parents.contains(id)) {
                parents.add(id);
            }
        }
        List<String> own = ids("Message-ID");
        return new MessageRow(
                key,
                0,
                text("Subject"),
                author.shown(),
                author.address().toLowerCase(Locale.ROOT),
                shown(people("To")),
                date(now).orElse(now).toEpochMilli(),
                sizeBytes,
                marks | contentMarks(),
                ThreadLinks.of(own.isEmpty() ? "" : own.get(0), parents));
    }

    private static String shown(List<Person> people) {
        List<String> names = people.stream().limit(4).map(Person::shown).toList();
        return String.join(", ", names) + (people.size() > 4 ? ", ..." : "");
    }

    /** What the header tells of the contents. */
    private int contentMarks() {
        String type = text("Content-Type").toLowerCase(Locale.ROOT);
        boolean attachment = type.startsWith("multipart/mixed")
                || !type.isEmpty() && !type.startsWith("text/") && !type.startsWith("multipart/");
        boolean html = type.startsWith("text/html") || type.startsWith("multipart/alternative");
        return (attachment ? Mark.ATTACHMENT.bit() : 0) | (html ? Mark.HTML.bit() : 0);
    }
}
