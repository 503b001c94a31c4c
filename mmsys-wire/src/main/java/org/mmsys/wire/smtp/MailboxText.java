package org.mmsys.wire.smtp;

import org.mmsys.wire.address.EmailAddress;

/** Writes addresses for paths and header fields. */
public final class MailboxText {
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private MailboxText() {}

    /** {@code local@domain}; the local part quoted where it is no dot-string (RFC 5321 §4.1.2). Unicode text. */
    public static String of(EmailAddress address) {
        String local = address.local();
        return (dotString(local) ? local : quoted(local)) + '@' + address.domain();
    }

    private static String quoted(String local) {
        StringBuilder text = new StringBuilder(local.length() + 8).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        return text.append('"').toString();
    }

    private static boolean dotString(String local) {
        char before = '.';
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '.' ? before == '.' : !atext(c)) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    private static boolean atext(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c > 127
                || ATEXT_SPECIALS.indexOf(c) >= 0;
    }
}
