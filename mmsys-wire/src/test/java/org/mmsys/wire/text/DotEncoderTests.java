package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the body and wherever it is cut, what leaves is what RFC 5321 §4.5.2 says. */
class DotEncoderTests {
    private static final String ALPHABET = "a.\r\n";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void givesWhatEncodingGives(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] body = body(random);
            assertThat(encoded(body, random, true)).isEqualTo(stuffed(body));
            assertThat(encoded(body, random, false)).isEqualTo(stuffed(body));
        }
    }

    /** The rule as it is written: a dot before each line that begins with one, a CRLF at the end, a line with one dot. */
    private static String stuffed(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String dotted = (text.startsWith(".") ? "." : "") + text.replace("\r\n.", "\r\n..");
        boolean ended = text.isEmpty() || text.endsWith("\r\n");
        return dotted + (ended ? "" : text.endsWith("\r") ? "\n" : "\r\n") + ".\r\n";
    }

    private static byte[] body(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(40); length > 0; length--) {
            text.append(random.nextBoolean() ? "\r\n" : "" + ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String encoded(byte[] body, Random random, boolean tryToPass) {
        DotEncoder encoder = new DotEncoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        while (from < body.length) {
            int length = Math.min(body.length - from, random.nextInt(8));
            ByteBuffer part = ByteBuffer.wrap(body, from, length);
            if (tryToPass && encoder.passes(part)) {
                out.write(body, from, length);
            } else {
                ByteBuffer into = ByteBuffer.allocate(2 * length + 2);
                encoder.encode(part, into);
                out.write(into.array(), 0, into.position());
            }
            from += length;
        }
        return out.toString(StandardCharsets.ISO_8859_1) + encoder.end();
    }
}
