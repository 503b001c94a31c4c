package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeaderFilterTests {

    /** {@code ~} is CRLF, {@code +D} and {@code +M} are the lines put in for a missing Date and Message-ID. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
        Subject: x~~body~                                  | Subject: x~+D~+M~~body~
        Subject: x~Date: d~Message-ID: m~~body~            | Subject: x~Date: d~Message-ID: m~~body~
        date: d~MESSAGE-id : m~~Date: no~                  | date: d~MESSAGE-id : m~~Date: no~
        Return-Path: <a@b>~Subject: x~~body~               | Subject: x~+D~+M~~body~
        Subject: x~Return-Path: <a@b>~ folded~\tagain~To: y~~body~ | Subject: x~To: y~+D~+M~~body~
        RETURN-PATH:~~body~                                | +D~+M~~body~
        Return-Path : <a@b>~~body~                         | +D~+M~~body~
        Return-Path-X: <a@b>~~body~                        | Return-Path-X: <a@b>~+D~+M~~body~
        X: Return-Path: y~~body~                           | X: Return-Path: y~+D~+M~~body~
        Subject: x~ Return-Path: folded~~body~             | Subject: x~ Return-Path: folded~+D~+M~~body~
        Subject: x~~Return-Path: body~                     | Subject: x~+D~+M~~Return-Path: body~
        ~body~                                             | +D~+M~~body~
        no header at all~                                  | +D~+M~~no header at all~
        Subject: x~no field~Date: y~                       | Subject: x~+D~+M~~no field~Date: y~
        ` folded first~`                                   | `+D~+M~~ folded first~`
        :empty name~                                       | +D~+M~~:empty name~
        Two words: x~                                      | +D~+M~~Two words: x~
        Subject: x~                                        | Subject: x~+D~+M~
        Return-Path: x~                                    | +D~+M~
        ``                                                 | +D~+M~
        incomplete                                         | +D~+M~~incomplete
        Subject: a\\rb~Date: d~~                           | Subject: a\\rb~Date: d~+M~~
        Subject: x~\\rbody~                                | Subject: x~+D~+M~~\\rbody~
        """)
    void filtersTheSameWhereverItIsCut(String written, String expected) throws IOException {
        String octets = octets(written);
        String filtered = octets(expected).replace("+D", "Date: now").replace("+M", "Message-ID: <new>");
        for (int one = 0; one <= octets.length(); one++) {
            for (int two = one; two <= octets.length(); two++) {
                Filtered result = new Filtered();
                result.feed(octets.substring(0, one));
                result.feed(octets.substring(one, two));
                result.feed(octets.substring(two));
                assertThat(result.end()).as("cut at %d and %d", one, two).isEqualTo(filtered);
            }
        }
        Filtered octetByOctet = new Filtered();
        for (int i = 0; i < octets.length(); i++) {
            octetByOctet.feed(octets.substring(i, i + 1));
        }
        assertThat(octetByOctet.end()).isEqualTo(filtered);
    }

    @Test
    void countsReceivedFieldsOfTheHeaderOnly() throws IOException {
        Filtered result = new Filtered();
        result.feed("Received: a\r\n b\r\nreceived: c\r\nX-Received: no\r\nReceived-SPF: no\r\n\r\nReceived: body\r\n");
        assertThat(result.filter.received()).isEqualTo(2);
        assertThat(result.filter.messageIdSeen()).isFalse();
    }

    @Test
    void passesAMessageThatComesWholeInOnePiece() throws IOException {
        Filtered result = new Filtered();
        result.feed("Date: d\r\nMessage-ID: m\r\nSubject: x\r\n\r\nbody\r\n");
        assertThat(result.writes).isEqualTo(1 + 1); // up to the empty line, and from it
    }

    @Test
    void takesNamesWithoutEndForABody() throws IOException {
        Filtered result = new Filtered();
        String line = "x".repeat(100_000);
        result.feed(line);
        assertThat(result.end()).endsWith("\r\n\r\n" + line);
    }

    @Test
    void losesNoOctetOfRandomMessages() throws IOException {
        Random random = new Random(20_261_122);
        String alphabet = "ab: \t\r\n\0";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder message = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                message.append(random.nextInt(4) == 0 ? "\r\n" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String octets = message.toString();
            Filtered whole = new Filtered();
            whole.feed(octets);
            Filtered cut = new Filtered();
            int at = random.nextInt(octets.length() + 1);
            cut.feed(octets.substring(0, at));
            cut.feed(octets.substring(at));
            String filtered = whole.end();
            assertThat(cut.end()).isEqualTo(filtered);
            assertThat(filtered.replace("Date: now\r\nMessage-ID: <new>\r\n", "")
                            .replace("\r\n", ""))
                    .isEqualTo(octets.replace("\r\n", ""));
        }
    }

    private static String octets(String written) {
        return written.replace("~", "\r\n").replace("\\r", "\r");
    }

    private static final class Filtered {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int writes;
        private final HeaderFilter filter = new HeaderFilter(this::write, Filtered::missing);

        void feed(String octets) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            filter.accept(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
        }

        String end() throws IOException {
            filter.finish();
            return out.toString(StandardCharsets.ISO_8859_1);
        }

        private void write(ByteBuffer octets) {
            writes++;
            while (octets.hasRemaining()) {
                out.write(octets.get());
            }
        }

        private static byte[] missing(boolean date, boolean messageId) {
            String fields = (date ? "" : "Date: now\r\n") + (messageId ? "" : "Message-ID: <new>\r\n");
            return fields.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
