package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The beginning is looked at, and nothing is lost or said twice. */
final class PeekedSourceTests {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 8_191, 8_192, 8_193, 16_383, 16_384, 16_385, 70_000, 200_000})
    void passesEveryOctetOn(int size) throws IOException {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) ('a' + i % 26);
        }
        for (int piece : new int[] {997, 8_192, 1 << 20}) {
            for (boolean header : new boolean[] {true, false}) {
                PeekedSource source = PeekedSource.open(new FakeBodySource(octets, piece), size, header);
                ByteBuffer all = ByteBuffer.allocate(size + 1);
                while (source.read(all) >= 0) {
                    assertThat(all.hasRemaining()).isTrue();
                }
                assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(octets));
            }
        }
    }

    @Test
    void aSmallMessageNeedsNoDiskAnyMore() throws IOException {
        assertThat(PeekedSource.open(new FakeBodySource(new byte[100], 10), 100, false)
                        .mayBlock())
                .isFalse();
        assertThat(PeekedSource.open(new FakeBodySource(new byte[100_000], 10), 100_000, false)
                        .mayBlock())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"100,99", "100,101", "99,100", "0,1", "1,0", "9000,20000"})
    void aWrongSizeIsDamage(int size, int announced) {
        AtomicInteger closed = new AtomicInteger();
        FakeBodySource source = new FakeBodySource(new byte[size], 50, false, closed::incrementAndGet);

        assertThatThrownBy(() -> PeekedSource.open(source, announced, true)).isInstanceOf(IOException.class);
        assertThat(closed).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'A: x\\r\\n\\r\\n'|false",
                "'A: \u00e4\\r\\n\\r\\n'|true",
                "'A: x\\r\\n\\r\\n\u00e4'|false",
                "'\\r\\n\u00e4'|false",
                "'A: x\\r\\nB: \u00e4'|true",
                "''|false",
            })
    void seesUtf8InTheHeaderOnly(String message, boolean utf8) throws IOException {
        byte[] octets = message.translateEscapes().getBytes(StandardCharsets.UTF_8);

        assertThat(PeekedSource.open(new FakeBodySource(octets, 3), octets.length, true)
                        .hasUtf8Header())
                .isEqualTo(utf8);
    }

    @Test
    void octetsBeyondAsciiThatAreNotUtf8AreOldHabits() throws IOException {
        byte[] octets = "A: \u00e4\r\nB: \u00fc\u00fc\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(PeekedSource.open(new FakeBodySource(octets, 3), octets.length, true)
                        .hasUtf8Header())
                .isFalse();
    }

    @Test
    void looksAtHeadersWithALimit() throws IOException {
        byte[] octets = ("A: " + "\u00e4".repeat(300_000)).getBytes(StandardCharsets.UTF_8);
        FakeBodySource all = new FakeBodySource(octets, 1 << 20);

        assertThat(PeekedSource.open(all, octets.length, true).hasUtf8Header()).isTrue();
        assertThat(all.reads).isLessThan(6);
    }
}
