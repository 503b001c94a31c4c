package org.mmsys.wire.smtp;

import java.util.Optional;

/** Decodes xtext (RFC 3461 §4). */
final class Xtext {
    private Xtext() {}

    /**
     * The decoded octets, or empty when the text is no xtext.
     *
     * <p>{@code xtext = *( xchar / hexchar )}, {@code hexchar = "+" 2(%x30-39 / %x41-46)}
     */
    static Optional<String> decode(String text) {
        StringBuilder octets = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 33 || c > 126 || c == '=') {
                return Optional.empty();
            }
            if (c != '+') {
                octets.append(c);
                continue;
            }
            int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
            int low = i + 2 < text.length() ? hex(text.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            octets.append((char) (high << 4 | low));
            i += 2;
        }
        return Optional.of(octets.toString());
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
