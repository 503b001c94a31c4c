package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;
import org.mmsys.testkit.WireClient;

/** Peers that mean harm or are broken: they get an answer or a closed door, and everybody else is served. */
final class HostileIT {
    private static final String ENVELOPE =
            "MAIL FROM:<ta@mmsys.upenn.edu>\r\nRCPT TO:<instructor@mmsys.upenn.edu>\r\nDATA\r\n";
    private static final String SMUGGLED =
            "MAIL FROM:<ta@mmsys.upenn.edu>\r\nRCPT TO:<cis505@mmsys.upenn.edu>\r\nDATA\r\nX-Token: smuggled\r\n\r\nx\r\n.\r\n";

    @TempDir
    static Path dir;

    private static ServerFixture node;

    @BeforeAll
    static void start() throws IOException {
        node = SampleNode.start(dir);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** After every attack the node is there, serves the next one, and the victim's mailbox has no smuggled mail. */
    @AfterEach
    void othersAreServed() throws IOException {
        assertThat(node.isAlive()).isTrue();
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            assertThat(smtp.deliver(
                                    SampleNode.address("ta"),
                                    List.of(SampleNode.address("ta")),
                                    SampleNode.message("ok"))
                            .code())
                    .isEqualTo(250);
            smtp.command("QUIT", 221);
        }
        assertThat(messages("cis505")).noneMatch(it -> it.contains("smuggled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n", "\n\n.\r\n"})
    void onlyCrlfDotCrlfEndsAMessage(String falseEnd) throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            smtp.wire().send(ENVELOPE);
            smtp.expect(250);
            smtp.expect(250);
            smtp.expect(354);
            smtp.wire().send("X-Token: carrier\r\n\r\nhello" + falseEnd + SMUGGLED);
            assertThat(smtp.reply().code()).isBetween(500, 599);
            smtp.command("NOOP", 250);
        }
    }

    @Test
    void plaintextBehindStarttlsIsThrownAway() throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            smtp.wire().send("STARTTLS\r\n" + SMUGGLED);
            smtp.expect(220);
            smtp.wire().startTls();
            smtp.command("NOOP", 250);
            assertThat(smtp.command("DATA").code()).isEqualTo(503);
        }
        try (Pop3TestClient pop3 = Pop3TestClient.open(node.port("pop3"), SampleNode.TIMEOUT_MS)) {
            pop3.wire().send("STLS\r\nUSER instructor\r\nPASS CIS505\r\n");
            assertThat(pop3.wire().line()).startsWith("+OK");
            pop3.wire().startTls();
            assertThat(pop3.command("STAT")).startsWith("-ERR");
        }
    }

    @Test
    void commandsMayComeOctetByOctet() throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            smtp.wire().sendBytewise(ENVELOPE);
            smtp.expect(250);
            smtp.expect(250);
            smtp.expect(354);
            smtp.wire().sendBytewise("X-Token: slow\r\n\r\n..dot\r\n.\r\n");
            smtp.expect(250);
        }
        try (Pop3TestClient pop3 = SampleNode.pop3(node, "instructor")) {
            pop3.wire().sendBytewise("STAT\r\nQUIT\r\n");
            assertThat(pop3.wire().line()).startsWith("+OK");
            assertThat(pop3.wire().line()).startsWith("+OK");
        }
        assertThat(messages("instructor")).anyMatch(it -> it.contains("X-Token: slow\r\n\r\n.dot\r\n"));
    }

    @Test
    void thousandsOfPipelinedCommandsAreAnsweredInOrder() throws IOException {
        int pairs = 400;
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            Thread sender = new Thread(() -> {
                try {
                    smtp.wire()
                            .send(("MAIL FROM:<ta@mmsys.upenn.edu>\r\n"
                                                    + "RCPT TO:<instructor@mmsys.upenn.edu>\r\n".repeat(9) + "RSET\r\n")
                                            .repeat(pairs)
                                    + "QUIT\r\n");
                } catch (IOException closed) {
                    return;
                }
            });
            sender.start();
            int answers = 0;
            SmtpTestClient.Reply last = smtp.reply();
            for (; last.code() == 250; last = smtp.reply()) {
                answers++;
            }
            assertThat(last.code()).as("last answer behind %d", answers).isIn(221, 421);
            assertThat(answers).isGreaterThan(500);
        }
    }

    static List<String> lines() {
        return List.of(
                "A".repeat(10_000),
                "EHLO " + "x".repeat(5_000),
                "MAIL FROM:<" + "a".repeat(3_000) + "@mmsys.upenn.edu>",
                "NOOP \0\0\0",
                "NO\rOP",
                "\u0080\u00ff\u00fe binary \u0001\u0002",
                "GET / HTTP/1.1",
                "MAIL FROM:<ta@mmsys.upenn.edu> SIZE=99999999999999999999",
                "RCPT TO:<<>>",
                "AUTH PLAIN " + "A".repeat(12_288),
                "BDAT -1",
                "BDAT 99999999999999999999 LAST",
                "STARTTLS now",
                "");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void senselessLinesAreRefusedAndTheSessionGoesOnOrEnds(String line) throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            assertThat(smtp.command(line).code()).isBetween(400, 599);
        }
        try (Pop3TestClient pop3 = Pop3TestClient.open(node.port("pop3"), SampleNode.TIMEOUT_MS)) {
            assertThat(pop3.command(line)).startsWith("-ERR");
        }
        try (WireClient accounts = WireClient.connect(node.port("accounts"), SampleNode.TIMEOUT_MS)) {
            assertThat(accounts.line()).startsWith("+OK");
            accounts.send(line + "\r\n");
            assertThat(accounts.line()).startsWith("-ERR");
        }
    }

    @Test
    void anEndlessLineIsCutOff() throws IOException {
        try (WireClient wire = WireClient.connect(node.port("smtp"), SampleNode.TIMEOUT_MS)) {
            wire.line();
            byte[] flood = new byte[1 << 16];
            java.util.Arrays.fill(flood, (byte) 'A');
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 3_000; i++) {
                        wire.send(flood);
                    }
                    wire.send("\r\nQUIT\r\n");
                } catch (IOException closed) {
                    return;
                }
            });
            sender.start();
            assertThat(wire.rest()).matches("(?s)[45]\\d\\d .*|");
        }
    }

    @Test
    void aFloodOfConnectionsLeavesRoom() throws IOException {
        List<WireClient> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 900; i++) {
                flood.add(WireClient.connect(node.port(i % 2 == 0 ? "smtp" : "pop3"), SampleNode.TIMEOUT_MS));
            }
            othersAreServed();
        } finally {
            for (WireClient wire : flood) {
                wire.reset();
            }
        }
    }

    /** Every prefix of a session, cut with a reset or in order: nothing is delivered but the whole one. */
    @Test
    void disconnectingAnywhereDeliversNothingHalf() throws IOException {
        String session = "EHLO x\r\n" + ENVELOPE + "X-Token: cut\r\n\r\nbody\r\n.\r\n";
        for (int cut : IntStream.range(0, session.length() - 1)
                .filter(i -> i % 3 == 0 || i > session.length() - 12)
                .toArray()) {
            try (WireClient wire = WireClient.connect(node.port("smtp"), SampleNode.TIMEOUT_MS)) {
                wire.send(session.substring(0, cut));
                if (cut % 2 == 0) {
                    wire.reset();
                } else {
                    wire.shutdownOutput();
                    wire.rest();
                }
            }
        }
        assertThat(messages("instructor")).noneMatch(it -> it.contains("X-Token: cut"));
    }

    @Test
    void disconnectingAnywhereDeletesNothing() throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            smtp.deliver(SampleNode.address("ta"), List.of(SampleNode.address("cis505")), SampleNode.message("keep"));
        }
        String session = "USER cis505\r\nPASS CIS505\r\nDELE 1\r\nRETR 2\r\nNOOP\r\nQUI";
        for (int cut = 0; cut <= session.length(); cut += 3) {
            try (WireClient wire = WireClient.connect(node.port("pop3"), SampleNode.TIMEOUT_MS)) {
                wire.send(session.substring(0, cut));
                wire.shutdownOutput();
                wire.rest();
            }
        }
        assertThat(messages("cis505")).anyMatch(it -> it.contains("keep"));
    }

    @Test
    void theMaildropIsLockedAndTheLockDiesWithTheConnection() throws IOException {
        try (Pop3TestClient first = SampleNode.pop3(node, "instructor");
                Pop3TestClient second = Pop3TestClient.open(node.port("pop3"), SampleNode.TIMEOUT_MS)) {
            second.ok("USER instructor");
            assertThat(second.command("PASS CIS505")).startsWith("-ERR [IN-USE]");
            first.wire().shutdownOutput();
            first.wire().rest();
            second.ok("USER instructor");
            second.ok("PASS CIS505");
        }
    }

    @Test
    void strangersCannotRelayOrBorrowNames() throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            smtp.command("MAIL FROM:<someone@elsewhere.test>", 250);
            assertThat(smtp.command("RCPT TO:<other@elsewhere.test>").code()).isEqualTo(550);
            assertThat(smtp.command("RCPT TO:<nobody-here@mmsys.upenn.edu>").code())
                    .isEqualTo(550);
            assertThat(smtp.command("DATA").code()).isIn(503, 554);
            smtp.command("RSET", 250);
            assertThat(smtp.command("MAIL FROM:<nobody-here@mmsys.upenn.edu>").code())
                    .isBetween(500, 599);
        }
    }

    @Test
    void neitherPasswordsNorBodiesAreInTheLog() throws IOException {
        String secret = "Pa55-of-the-test";
        String encoded = Base64.getEncoder().encodeToString(("\0ta\0" + secret).getBytes(StandardCharsets.US_ASCII));
        try (SmtpTestClient smtp = SmtpTestClient.open(node.port("submission"), SampleNode.TIMEOUT_MS)) {
            assertThat(smtp.command("AUTH PLAIN " + encoded).code()).isEqualTo(535);
        }
        try (Pop3TestClient pop3 = Pop3TestClient.open(node.port("pop3"), SampleNode.TIMEOUT_MS)) {
            pop3.ok("USER ta");
            assertThat(pop3.command("PASS " + secret)).startsWith("-ERR [AUTH]");
            assertThat(pop3.command("PASS " + secret + "\0")).startsWith("-ERR");
        }
        try (SmtpTestClient smtp = SmtpTestClient.open(node.port("submission"), SampleNode.TIMEOUT_MS)) {
            smtp.authenticated("ta", SampleNode.PASSWORD);
            smtp.deliver(
                    SampleNode.address("ta"),
                    List.of(SampleNode.address("ta")),
                    "X-Token: t\r\n\r\nvery private words\r\n".getBytes(StandardCharsets.US_ASCII));
            smtp.command("QUIT", 221);
        }
        try (ServerFixture stopped = node) {
            stopped.stop(java.time.Duration.ofSeconds(20));
        }
        String log = SampleNode.log(dir);
        node = SampleNode.start(dir);

        assertThat(log).contains("event=auth-failed").contains("account=ta");
        assertThat(log).doesNotContain(secret, encoded, SampleNode.PASSWORD, "private words");
    }

    private static List<String> messages(String account) throws IOException {
        try (Pop3TestClient pop3 = SampleNode.pop3(node, account)) {
            List<String> messages = new ArrayList<>();
            for (Pop3TestClient.Scan scan : pop3.scan()) {
                messages.add(new String(pop3.retrieve(scan.number()), StandardCharsets.ISO_8859_1));
            }
            pop3.ok("QUIT");
            return messages;
        }
    }
}
