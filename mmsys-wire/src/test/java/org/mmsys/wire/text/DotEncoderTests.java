package org.mmsys.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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

    /** The line end and its dot at each place of a block of eight or 32 octets, whole and cut at each place around it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\r\n.", "\n.", "\r\n..", "\r.", "\r\r\n.", "\n\n.", "\r\n.\n.\r\n.", "\n.\r\n.", ".\n.", "\r\n"
            })
    void findsTheDotWhereverItIsAndWhereverItIsCut(String mark) {
        for (int before = 0; before <= 70; before++) {
            for (int after = 0; after <= 40; after += 10) {
                byte[] body = ("x".repeat(before) + mark + "y".repeat(after)).getBytes(StandardCharsets.ISO_8859_1);
                assertThat(cut(body, body.length)).isEqualTo(stuffed(body));
                for (int at = Math.max(0, before - 1); at <= Math.min(body.length, before + mark.length() + 1); at++) {
                    assertThat(cut(body, at)).as("cut at %s of %s", at, before).isEqualTo(stuffed(body));
                }
            }
        }
    }

    /** Octets that differ from what is looked for by one bit, or follow it, must not be taken for it. */
    @Test
    void takesNothingElseForALineEndWithADot() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] body = "0123456789\r\r\r012345678\r\n.\r\n0123456789".getBytes(StandardCharsets.ISO_8859_1);
                body[13] = (byte) first;
                body[14] = (byte) second;
                DotEncoder encoder = new DotEncoder();
                boolean dotted = first == '\n' && second == '.';
                assertThat(encoder.dotsFor(ByteBuffer.wrap(body)))
                        .as("%s %s", first, second)
                        .isEqualTo(dotted ? 2 : 1);
                assertThat(encoder.passes(ByteBuffer.wrap(body, 0, 20))).isEqualTo(!dotted);
            }
        }
    }

    @Test
    void stopsWhereThereIsNoRoomAndGoesOn() {
        byte[] body = "\r\n.a".repeat(30).getBytes(StandardCharsets.ISO_8859_1);
        for (int room = 2; room < 40; room++) {
            DotEncoder encoder = new DotEncoder();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.wrap(body);
            ByteBuffer into = ByteBuffer.allocateDirect(room);
            while (in.hasRemaining()) {
                int before = in.position();
                encoder.encode(in, into.clear());
                assertThat(in.position()).isGreaterThan(before);
                put(into.flip(), out);
            }
            assertThat(out.toString(StandardCharsets.ISO_8859_1) + encoder.end())
                    .isEqualTo(stuffed(body));
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
                int dots = encoder.dotsFor(part);
                ByteBuffer into = random.nextBoolean()
                        ? ByteBuffer.allocate(2 * length + 2)
                        : ByteBuffer.allocateDirect(2 * length + 2);
                encoder.encode(part, into);
                assertThat(into.flip().remaining()).isEqualTo(length + dots);
                put(into, out);
            }
            from += length;
        }
        return out.toString(StandardCharsets.ISO_8859_1) + encoder.end();
    }

    /** Encoded in two parts; the first is asked for first whether it needs nothing. */
    private static String cut(byte[] body, int at) {
        DotEncoder encoder = new DotEncoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Behind each part there is a dot that does not belong to it.
        for (byte[] part : List.of(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at, body.length))) {
            byte[] followed = Arrays.copyOf(part, part.length + 1);
            followed[part.length] = '.';
            ByteBuffer in = ByteBuffer.wrap(followed, 0, part.length);
            ByteBuffer into = ByteBuffer.allocateDirect(2 * part.length + 2);
            int dots = encoder.dotsFor(in);
            boolean passed = encoder.passes(in);
            assertThat(passed || dots > 0 || new String(part, StandardCharsets.ISO_8859_1).contains("\n."))
                    .isTrue();
            if (passed) {
                assertThat(dots).isZero();
                into.put(part);
            } else {
                encoder.encode(in, into);
            }
            assertThat(into.flip().remaining()).isEqualTo(part.length + dots);
            put(into, out);
        }
        return out.toString(StandardCharsets.ISO_8859_1) + encoder.end();
    }

    private static void put(ByteBuffer octets, ByteArrayOutputStream out) {
        while (octets.hasRemaining()) {
            out.write(octets.get());
        }
    }
}
