package org.mmsys.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mmsys.wire.sasl.StrictText;

/** Reads the values of the parameters by which senders ask for delivery reports (RFC 3461 §4). Pure. */
final class DsnParser {
    private static final int ENVELOPE_ID_MAX = 100; // RFC 3461 §4.4
    private static final int ORIGINAL_RECIPIENT_MAX = 500; // RFC 3461 §4.2
    private static final Set<String> OCCASIONS = Set.of("SUCCESS", "FAILURE", "DELAY");
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private DsnParser() {}

    /** {@code ret-value = "FULL" / "HDRS"}, in any case (RFC 3461 §4.3). */
    static Optional<String> ret(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        return upper.equals("FULL") || upper.equals("HDRS") ? Optional.of(upper) : Optional.empty();
    }

    /** {@code envid-parameter = "ENVID=" xtext}, of printable characters, 100 at most (RFC 3461 §4.4). */
    static boolean envelopeId(String value) {
        return !value.isEmpty() && value.length() <= ENVELOPE_ID_MAX && printableXtext(value);
    }

    /**
     * {@code notify-esmtp-value = "NEVER" / 1#notify-list-element},
     * {@code notify-list-element = "SUCCESS" / "FAILURE" / "DELAY"} (RFC 3461 §4.1)
     *
     * @return the value in upper case
     */
    static Optional<String> notifyWhen(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        if (upper.equals("NEVER")) {
            return Optional.of(upper);
        }
        Set<String> seen = new HashSet<>();
        for (String occasion : upper.split(",", -1)) {
            if (!OCCASIONS.contains(occasion) || !seen.add(occasion)) {
                return Optional.empty();
            }
        }
        return Optional.of(upper);
    }

    /**
     * {@code original-recipient-address = addr-type ";" xtext}, {@code addr-type = atom}, 500 characters at most
     * (RFC 3461 §4.2); with the type {@code utf-8} also UTF-8 as it is (RFC 6533 §3: utf-8-addr-unitext)
     */
    static boolean originalRecipient(String value) {
        int semicolon = value.indexOf(';');
        return semicolon > 0
                && value.length() <= ORIGINAL_RECIPIENT_MAX
                && atom(value.substring(0, semicolon))
                && (beyondAscii(value)
                        ? utf8Address(value.substring(0, semicolon), value.substring(semicolon + 1))
                        : printableXtext(value.substring(semicolon + 1)));
    }

    /** Whether it may be used only by those who said SMTPUTF8. */
    static boolean beyondAscii(String octets) {
        return octets.chars().anyMatch(c -> c > 127);
    }

    private static boolean utf8Address(String type, String octets) {
        return type.equalsIgnoreCase("utf-8")
                && StrictText.utf8(octets.getBytes(StandardCharsets.ISO_8859_1)).isPresent();
    }

    private static boolean printableXtext(String text) {
        Optional<String> decoded = Xtext.decode(text);
        return decoded.isPresent() && decoded.get().chars().allMatch(c -> c >= ' ' && c < 127);
    }

    private static boolean atom(String text) {
        return text.chars()
                .allMatch(c -> c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || ATEXT_SPECIALS.indexOf(c) >= 0);
    }
}
