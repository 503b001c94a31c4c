package org.mmsys.wire.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Base64 as SASL exchanges use it: one line, padded, nothing but the alphabet (RFC 4954 §4, RFC 4648 §4). */
public final class Base64Text {
    private Base64Text() {}

    /** The octets, or empty when the text is not base64. Empty text is zero octets. */
    public static Optional<byte[]> decode(String text) {
        if (text.length() % 4 != 0) {
            return Optional.empty(); // the JDK's decoder would take missing padding
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** Base64 of a text in UTF-8. */
    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }
}
