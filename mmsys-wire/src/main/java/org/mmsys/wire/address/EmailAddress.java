package org.mmsys.wire.address;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox of an envelope (RFC 5321 §4.1.2): the local part as it came, unquoted; the domain folded to A-labels.
 *
 * @param local as Unicode text, case and octets kept: other systems' local parts are theirs
 * @param domain lower case A-labels, or an address literal in brackets
 */
public record EmailAddress(String local, String domain) {
    public EmailAddress {
        if (local.isEmpty() || domain.isEmpty()) {
            throw new IllegalArgumentException("empty part in address");
        }
    }

    /** The address, or empty when the domain is none. */
    public static Optional<EmailAddress> of(String local, String domain) {
        return local.isEmpty() ? Optional.empty() : foldDomain(domain).map(d -> new EmailAddress(local, d));
    }

    /** The domain in lower case A-labels (RFC 5890), or empty when it is none. Address literals pass unchanged. */
    public static Optional<String> foldDomain(String domain) {
        if (domain.isEmpty() || domain.length() > 255) {
            return Optional.empty();
        }
        if (domain.startsWith("[")) {
            return domain.endsWith("]") ? Optional.of(domain.toLowerCase(Locale.ROOT)) : Optional.empty();
        }
        if (isPlainLowerCase(domain)) {
            return Optional.of(domain);
        }
        try {
            String labels = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return labels.isEmpty() ? Optional.empty() : Optional.of(labels);
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }

    private static boolean isPlainLowerCase(String domain) {
        char before = '.';
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            boolean inner = (c == '.' || c == '-') && before != '.' && !(c == '.' && before == '-');
            if (!letterOrDigit && !inner) {
                return false;
            }
            before = c;
        }
        return before != '.' && before != '-';
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
