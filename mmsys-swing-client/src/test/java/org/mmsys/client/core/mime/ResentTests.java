package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Person;

/** A message sent on as it came (RFC 5322 §3.6.6). */
final class ResentTests {
    private static final Endpoints NOWHERE = Endpoints.of(new Endpoint("localhost", 1));
    private static final Account ADA = new Account(
            "ada",
            "ada",
            "ada@example.org",
            "Ada \r\nBcc: evil@example.org",
            NOWHERE,
            NOWHERE,
            Optional.empty(),
            Account.Security.REQUIRED,
            Account.Leave.UNTIL_DELETED,
            "",
            0);

    @TempDir
    private Path directory;

    private String resent(String message) throws IOException {
        Path in = Files.writeString(directory.resolve("in"), message, StandardCharsets.ISO_8859_1);
        Path out = directory.resolve("out");
        List<Person> to = List.of(new Person("Jürgen", "j@example.org"), new Person("", "b@example.org"));
        Resent.write(in, to, ADA, "new@example.org", Instant.EPOCH, out);
        return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoSendsItOnStandsAboveAndNothingElseChanges() throws IOException {
        String mail =
                "Received: from x\r\nFrom: grace@example.org\r\nSubject: \u00fc\r\n\r\nReturn-Path: text\r\n.\r\n\u0000\u00ff\r\n";
        String sent = resent("Return-Path: <grace@example.org>\r\n (folded)\r\n" + mail);
        assertThat(sent).endsWith("\r\n" + mail).doesNotContain("(folded)");
        String above = sent.substring(0, sent.length() - mail.length());
        assertThat(above.replaceAll("\r\n[ \t]", " ").split("\r\n", -1))
                .hasSize(5)
                .satisfies(lines -> {
                    assertThat(lines[0]).startsWith("Resent-From: ").endsWith("<ada@example.org>");
                    assertThat(lines[1]).startsWith("Resent-To: =?").contains("<j@example.org>, b@example.org");
                    assertThat(lines[2]).startsWith("Resent-Date: ").contains("1970");
                    assertThat(lines[3]).isEqualTo("Resent-Message-ID: <new@example.org>");
                });
    }

    @Test
    void linesOfOtherSystemsEndAsTheyMustOnTheWire() throws IOException {
        assertThat(resent("Subject: x\n\none\ntwo")).endsWith("Subject: x\r\n\r\none\r\ntwo");
        assertThat(resent("")).endsWith("<new@example.org>\r\n");
    }

    @Test
    void aHeaderWithoutEndIsRefused() {
        assertThatThrownBy(() -> resent("X: " + "y".repeat(3 << 20))).isInstanceOf(IOException.class);
    }
}
