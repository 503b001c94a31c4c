package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.store.BodySource;

/** TOP cuts at the right octet, however the octets come. */
final class TopSourceTests {
    private static final String MESSAGE = "A: 1\r\nB: 2\r\n\r\nfirst\r\n\r\nthird\r\nno end";

    @ParameterizedTest
    @CsvSource({"0,14", "1,21", "2,23", "3,30", "4,36", "5,36", "2147483647,36"})
    void cutsBehindTheLine(int lines, int length) throws IOException {
        for (int piece = 1; piece <= MESSAGE.length() + 1; piece++) {
            for (int room = 1; room <= MESSAGE.length() + 1; room++) {
                assertThat(top(MESSAGE, lines, piece, room))
                        .as("pieces of %d, room for %d", piece, room)
                        .isEqualTo(MESSAGE.substring(0, length));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\\r\\nbody\\r\\nmore\\r\\n'|0|'\\r\\n'",
                "'\\r\\nbody\\r\\nmore\\r\\n'|1|'\\r\\nbody\\r\\n'",
                "'A: 1\\r\\n'|0|'A: 1\\r\\n'",
                "'A: 1\\r\\n'|5|'A: 1\\r\\n'",
                "'A: 1'|0|'A: 1'",
                "'A: 1\\r\\n\\r\\n'|3|'A: 1\\r\\n\\r\\n'",
                "'A: 1\\n\\nx\\r\\n\\r\\ny'|0|'A: 1\\n\\nx\\r\\n\\r\\n'",
                "'A: 1\\r\\n\\r\\r\\nx\\r\\n\\r\\ny'|0|'A: 1\\r\\n\\r\\r\\nx\\r\\n\\r\\n'",
            })
    void oddMessages(String message, int lines, String expected) throws IOException {
        String octets = message.translateEscapes();
        for (int piece = 1; piece <= octets.length() + 1; piece++) {
            assertThat(top(octets, lines, piece, 64)).as("pieces of %d", piece).isEqualTo(expected.translateEscapes());
        }
    }

    @Test
    void readsNoFurtherThanNeeded() throws IOException {
        FakeBodySource all =
                new FakeBodySource(("A: 1\r\n\r\n" + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII), 1_000);
        TopSource top = new TopSource(all, 0);
        ByteBuffer into = ByteBuffer.allocate(8_192);

        assertThat(top.read(into)).isEqualTo(8);
        assertThat(top.read(into)).isEqualTo(-1);

        assertThat(all.reads).isEqualTo(1);
        assertThat(top.mayBlock()).isFalse();
    }

    private static String top(String message, int lines, int piece, int room) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        StringBuilder got = new StringBuilder();
        try (BodySource source = new TopSource(new FakeBodySource(octets, piece), lines)) {
            ByteBuffer into = ByteBuffer.allocate(room);
            while (source.read(into) >= 0) {
                got.append(StandardCharsets.US_ASCII.decode(into.flip()));
                into.clear();
            }
        }
        return got.toString();
    }
}
