package org.mmsys.core.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Modified UTF-7 (RFC 3501 §5.1.3): how Maildir++ readers write mailbox names in ASCII. */
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder shifted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127) {
                flush(shifted, out);
                out.append(c);
                if (c == '&') {
                    out.append('-');
                }
            } else {
                shifted.append(c);
            }
        }
        flush(shifted, out);
        return out.toString();
    }

    /** The text, or empty when it is not well-formed. */
    static Optional<String> decode(String encoded) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c < ' ' || c > 126) {
                return Optional.empty();
            }
            if (c != '&') {
                out.append(c);
                i++;
                continue;
            }
            int end = encoded.indexOf('-', i);
            if (end < 0) {
                return Optional.empty();
            }
            Optional<String> run = end == i + 1 ? Optional.of("&") : decodeRun(encoded.substring(i + 1, end));
            if (run.isEmpty()) {
                return Optional.empty();
            }
            out.append(run.get());
            i = end + 1;
        }
        return Optional.of(out.toString());
    }

    private static void flush(StringBuilder shifted, StringBuilder out) {
        if (shifted.length() > 0) {
            byte[] utf16 = shifted.toString().getBytes(StandardCharsets.UTF_16BE);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
            out.append('&').append(base64.replace('/', ',')).append('-');
            shifted.setLength(0);
        }
    }

    private static Optional<String> decodeRun(String base64) {
        try {
            byte[] utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
            return utf16.length % 2 == 0 ? Optional.of(new String(utf16, StandardCharsets.UTF_16BE)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
