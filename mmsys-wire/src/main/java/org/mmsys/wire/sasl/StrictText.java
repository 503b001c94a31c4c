package org.mmsys.wire.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Decodes UTF-8 and base64 without forgiveness: what is not exactly well-formed is refused, not repaired. */
public final class StrictText {
    private StrictText() {}

    /** The text these octets stand for, or empty when they are not well-formed UTF-8 (RFC 3629). */
    public static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** The octets, or empty when the text is not canonical base64 with its padding (RFC 4648 §3.5, §4). */
    public static Optional<byte[]> base64(String text) {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            boolean canonical = Base64.getEncoder().encodeToString(octets).equals(text);
            return canonical ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
