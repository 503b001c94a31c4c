package org.mmsys.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mmsys.wire.address.EmailAddress;

/**
 * Reads one path of an envelope (RFC 5321 §4.1.2, RFC 6531 §3.3) from a line of octets.
 *
 * <p>Made for one path, then thrown away. Each method that reads moves on, or says no.
 */
final class PathParser {
    private static final int LOCAL_OCTETS_MAX =
            255; // RFC 5321 §4.5.3.1.1 asks for 64 at least; VERP senders are longer
    private static final int DOMAIN_OCTETS_MAX = 255;
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private final String line;
    private int at;

    PathParser(String line, int start) {
        this.line = line;
        this.at = start;
    }

    /** What stood between the angle brackets, and where the line goes on behind them. */
    sealed interface Path {
        record Null(int end) implements Path {}

        record BarePostmaster(int end) implements Path {}

        record Mailbox(EmailAddress address, boolean utf8, int end) implements Path {}

        /** A local part without a domain. */
        record Unqualified() implements Path {}

        record Bad() implements Path {}
    }

    /**
     * {@code Path = "<" [ A-d-l ":" ] Mailbox ">"}, {@code Reverse-path = Path / "<>"}, and {@code "<Postmaster>"}.
     *
     * <p>One space before it is forgiven, as many old clients send it.
     */
    Path path() {
        take(' ');
        if (!take('<')) {
            return new Path.Bad();
        }
        if (take('>')) {
            return new Path.Null(at);
        }
        if (peek() == '@' && !sourceRoute()) {
            return new Path.Bad();
        }
        return mailbox();
    }

    /** {@code Mailbox = Local-part "@" ( Domain / address-literal )} */
    private Path mailbox() {
        int start = at;
        Optional<String> local = peek() == '"' ? quotedString() : dotString();
        if (local.isEmpty() || local.get().isEmpty() || at - start > LOCAL_OCTETS_MAX) {
            return new Path.Bad();
        }
        if (take('>')) {
            return local.get().equalsIgnoreCase("postmaster") ? new Path.BarePostmaster(at) : new Path.Unqualified();
        }
        if (!take('@')) {
            return new Path.Bad();
        }
        Optional<String> domain = peek() == '[' ? addressLiteral() : domain();
        if (domain.isEmpty() || !take('>')) {
            return new Path.Bad();
        }
        Optional<String> localText = unicode(local.get());
        Optional<String> domainText = unicode(domain.get());
        if (localText.isEmpty() || domainText.isEmpty()) {
            return new Path.Bad();
        }
        boolean utf8 = !ascii(local.get()) || !ascii(domain.get());
        return EmailAddress.of(localText.get(), domainText.get())
                .<Path>map(address -> new Path.Mailbox(address, utf8, at))
                .orElseGet(Path.Bad::new);
    }

    /** {@code A-d-l = At-domain *( "," At-domain )}, {@code At-domain = "@" Domain}: read, and ignored (RFC 5321 §C). */
    private boolean sourceRoute() {
        do {
            if (!take('@') || domain().isEmpty()) {
                return false;
            }
        } while (take(','));
        return take(':');
    }

    /** {@code Dot-string = Atom *("." Atom)}, {@code Atom = 1*atext} */
    private Optional<String> dotString() {
        int start = at;
        do {
            int atom = at;
            while (atext(peek())) {
                at++;
            }
            if (at == atom) {
                return Optional.empty();
            }
        } while (take('.'));
        return Optional.of(line.substring(start, at));
    }

    /** {@code Quoted-string = DQUOTE *( qtextSMTP / quoted-pairSMTP ) DQUOTE}; what it stands for, without quotes. */
    private Optional<String> quotedString() {
        StringBuilder text = new StringBuilder();
        at++;
        while (true) {
            int c = peek();
            at++;
            if (c == '"') {
                return Optional.of(text.toString());
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c > 126) {
                    return Optional.empty(); // quoted-pairSMTP = "\" %d32-126
                }
            }
            if (c < ' ' || c == 127) {
                return Optional.empty();
            }
            text.append((char) c);
        }
    }

    /**
     * {@code Domain = sub-domain *("." sub-domain)}, {@code sub-domain = Let-dig [Ldh-str] / U-label}
     *
     * <p>{@code Let-dig = ALPHA / DIGIT}, {@code Ldh-str = *( ALPHA / DIGIT / "-" ) Let-dig}
     */
    private Optional<String> domain() {
        int start = at;
        do {
            int label = at;
            while (letterOrDigit(peek()) || peek() == '-') {
                at++;
            }
            if (at == label || line.charAt(label) == '-' || line.charAt(at - 1) == '-') {
                return Optional.empty();
            }
        } while (take('.'));
        return at - start > DOMAIN_OCTETS_MAX ? Optional.empty() : Optional.of(line.substring(start, at));
    }

    /** {@code address-literal = "[" ( IPv4 / IPv6 / General ) "]"}; letters, digits, dots, colons and hyphens. */
    private Optional<String> addressLiteral() {
        int start = at++;
        while (peek() < 128 && letterOrDigit(peek()) || peek() == '.' || peek() == ':' || peek() == '-') {
            at++;
        }
        if (at == start + 1 || !take(']') || at - start > DOMAIN_OCTETS_MAX) {
            return Optional.empty();
        }
        return Optional.of(line.substring(start, at));
    }

    private boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** The next octet, or -1 at the end. */
    private int peek() {
        return at < line.length() ? line.charAt(at) : -1;
    }

    private static boolean letterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 128;
    }

    private static boolean atext(int c) {
        return letterOrDigit(c) || c >= 0 && ATEXT_SPECIALS.indexOf(c) >= 0;
    }

    private static boolean ascii(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (octets.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** The octets read as UTF-8, or empty when they are none (RFC 6531 §3.3: UTF8-non-ascii of RFC 3629). */
    private static Optional<String> unicode(String octets) {
        if (ascii(octets)) {
            return Optional.of(octets);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
