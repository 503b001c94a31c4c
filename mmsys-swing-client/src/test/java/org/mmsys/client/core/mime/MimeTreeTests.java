package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.core.model.OpenedMessage;

/** Messages as nobody should write them: something is always shown, nothing is thrown, nothing takes for ever. */
@Timeout(30)
final class MimeTreeTests {
    @TempDir
    private Path directory;

    private MimeTree tree(String message) {
        try {
            Path file = directory.resolve("message.eml");
            Files.write(file, message.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return MimeTree.of(file);
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private static String multipart(String parts) {
        return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n" + parts;
    }

    @Test
    void prefersPlainTextAndListsTheRest() {
        MimeTree tree = tree(multipart("--b\nContent-Type: text/html\n\n<p>page</p>\n--b\n\ntext\n--b\n"
                + "Content-Type: image/png; name=\"=?UTF-8?Q?b=C3=A4r.png?=\"\nContent-ID: <pic@x>\n"
                + "Content-Transfer-Encoding: base64\n\nAAAA\n--b--\nepilogue\n"));
        assertThat(tree.text()).isEqualTo("text");
        assertThat(tree.htmlSource()).contains("<p>page</p>");
        assertThat(tree.attachments()).extracting(OpenedMessage.Part::name).containsExactly("b\u00e4r.png");
        assertThat(tree.inline()).containsOnlyKeys("pic@x");
        assertThat(tree.defects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "no header at all",
                "Subject: only a header",
                "Content-Type: multipart/mixed\n\nno boundary is given\n",
                "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nempty boundary\n----\n",
                "Content-Type: multipart/mixed; boundary=b\n\nno part begins\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b--\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nnever ends",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n",
                "Content-Type: ;;;===\"\n\ntext\n",
                "Content-Type: text\n\ntext\n",
                "Content-Type: text/plain; charset=\"no-such-charset\"\n\ntext \u00e4\n",
                "Content-Type: text/plain; charset=\"../../x\"\n\ntext\n",
                "Content-Transfer-Encoding: no-such-encoding\n\ntext\n",
                "Content-Transfer-Encoding: base64\n\n!!! this is \u0000 no base64 ===\n",
                "Content-Transfer-Encoding: quoted-printable\n\n=ZZ=4=\n=",
                "Content-Transfer-Encoding: uuencode\n\nbegin 666 ../../x\n###\n",
                "Content-Disposition: attachment; filename*0*=UTF-8''a%ZZ; filename*9=x\n\ntext\n",
                "Subject: =?UTF-8?B?####?=\nFrom: <<<>>>@@@\nTo: ,,,;;;:\nDate: yesterday\n\ntext\n",
                "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nx",
                "Content-Type: message/partial; id=x; number=1; total=2\n\nx",
                "Content-Type: message/external-body; access-type=URL; URL=\"http://evil.example/x\"\n\nx",
                "Content-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-\n"
            })
    void whateverItIsItCanBeOpened(String message) {
        MimeTree tree = tree(message);
        assertThat(tree.text()).isNotNull();
        assertThat(tree.htmlSource()).isNotNull();
        assertThat(tree.attachments()).isNotNull();
        for (OpenedMessage.Part part : tree.parts()) {
            assertThat(part.name()).isNotBlank().doesNotContain("/", "\\").doesNotStartWith(".");
            assertThat(octets(tree, part)).isNotNegative();
        }
    }

    private static long octets(MimeTree tree, OpenedMessage.Part part) {
        try (InputStream in = tree.open(part.number()).orElseThrow()) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException told) {
            return 0;
        }
    }

    @Test
    void brokenBase64ShowsWhatCanBeDecoded() {
        MimeTree tree = tree("Content-Transfer-Encoding: base64\n\naGVs\nbG8gd29ybGQ*\n");
        assertThat(tree.text()).startsWith("hello world");
    }

    @Test
    void randomOctetsNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] words = {
            "--b", "\n", "\n\n", "Content-Type: ", "multipart/mixed; boundary=b", "text/html", ";", "\"", "=?UTF-8?Q?",
            "?=", "\u0000", "\u00e4", "Content-Transfer-Encoding: base64", "--b--", "(", "filename*=", ":", " "
        };
        for (int i = 0; i < 150; i++) {
            StringBuilder message = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n");
            for (int j = random.nextInt(60); j > 0; j--) {
                message.append(words[random.nextInt(words.length)]);
            }
            MimeTree tree = tree(message.toString());
            tree.text();
            tree.attachments();
            tree.parts().forEach(part -> octets(tree, part));
        }
        assertThat(seed).as("seed").isNotZero();
    }

    @Test
    void tenThousandPartsAreShownAsFarAsAnybodyCanUseThem() {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            parts.append("--b\nContent-Type: application/x; name=f").append(i).append("\n\nx\n");
        }
        MimeTree tree = tree(multipart(parts + "--b--\n"));
        assertThat(tree.parts()).hasSize(MimeTree.PARTS_MAX);
        assertThat(tree.defects()).contains("It has more parts than are shown.");
    }

    @Test
    void tenThousandLevelsAreNotDescended() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
            deep.append(i).append('\n');
        }
        MimeTree tree = tree(deep + "\nx\n");
        assertThat(tree.parts()).hasSizeLessThan(30);
        assertThat(tree.defects()).isNotEmpty();
    }

    @Test
    void ahundredThousandWordsInAHeaderTakeNoTime() throws IOException {
        tree("To: " + "a@b,".repeat(60_000) + "\nSubject: " + "=?UTF-8?Q?=41?= ".repeat(5_000) + "\nReferences: "
                + "<".repeat(100_000) + "\n\nx");
        Headers headers = Headers.of(directory.resolve("message.eml"));
        assertThat(headers.people("To")).hasSizeLessThanOrEqualTo(500);
        assertThat(headers.text("Subject")).isNotNull();
        assertThat(headers.ids("References")).isEmpty();
    }

    @Test
    void largeAttachmentsAreNotReadIntoMemory() throws IOException {
        Path file = directory.resolve("large.eml");
        int size = 24 << 20;
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(multipart("--b\n\nsee the file\n--b\nContent-Type: application/x; name=large\n\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] line = "0123456789".repeat(7).concat("\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < size; i += line.length) {
                out.write(line);
            }
            out.write("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        long before = allocated();
        MimeTree tree = MimeTree.of(file);
        assertThat(tree.text()).isEqualTo("see the file");
        assertThat(tree.attachments()).hasSize(1);
        assertThat(tree.attachments().get(0).sizeBytes()).isGreaterThan(size);
        assertThat(octets(tree, tree.attachments().get(0))).isGreaterThan(size);
        assertThat(allocated() - before).isLessThan(6 << 20);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                ../../etc/passwd                | passwd
                ..\\..\\windows\\system32\\x.exe | x.exe
                /etc/shadow                     | shadow
                C:\\autoexec.bat                | autoexec.bat
                .bashrc                         | bashrc
                -rf                             | rf
                con                             | _con
                NUL.txt                         | _NUL.txt
                com1.tar.gz                     | _com1.tar.gz
                a:b*c?d                         | a_b_c_d
                trailing...                     | trailing
                ...                             | part-3.bin
                ''                              | part-3.bin
                '   '                           | part-3.bin
                plan.pdf                        | plan.pdf
                """)
    void namesOfAttachmentsAreSafe(String raw, String safe) {
        assertThat(FileNames.safe(raw, "application/octet-stream", "3")).isEqualTo(safe);
    }

    @Test
    void namesThatPretendAreShownAsTheyAre() {
        assertThat(FileNames.safe("invoice\u202efdp.exe", "x", "1")).isEqualTo("invoicefdp.exe");
        assertThat(FileNames.safe("a\u0000b\nc.txt", "x", "1")).doesNotContain("\u0000", "\n");
        assertThat(FileNames.safe("x".repeat(5000) + ".pdf", "x", "1"))
                .hasSize(120)
                .endsWith(".pdf");
        assertThat(FileNames.executable("holiday.jpg.exe", "image/jpeg")).isTrue();
        assertThat(FileNames.executable("plan.PDF", "application/pdf")).isFalse();
    }
}
