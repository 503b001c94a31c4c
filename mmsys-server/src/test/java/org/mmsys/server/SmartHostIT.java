package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.ctl.ToolLine;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** A Postfix that takes all mail for the world outside, with and without TLS and a login. */
final class SmartHostIT {
    private static final String ANNA = "anna@outside.test";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private OutsidePostfix postfix;

    @BeforeEach
    void world() throws IOException {
        OutsidePostfix.need();
        postfix = OutsidePostfix.prepare(dir);
    }

    /** A node whose smart host is the Postfix. */
    private ServerFixture.Launch launch(List<String> jvmOptions, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--admin",
                "127.0.0.1:0",
                "--relay.external",
                "true",
                "--relay.smart-host",
                "localhost:" + postfix.port(),
                "--relay.allow-private",
                "127.0.0.0/8"));
        options.addAll(List.of(more));
        ServerFixture.Launch plain = SampleNode.launch(dir, options.toArray(new String[0]));
        List<String> all = new ArrayList<>(plain.jvmOptions());
        all.addAll(jvmOptions);
        return new ServerFixture.Launch(
                plain.mainClass(), all, plain.arguments(), plain.workingDirectory(), plain.environment());
    }

    private ServerFixture.Launch withLogin(List<String> jvmOptions) throws IOException {
        Path file = Files.writeString(dir.resolve("smart.password"), OutsideLogins.PASSWORD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return launch(
                jvmOptions,
                "--relay.smart-host.user",
                OutsideLogins.USER,
                "--relay.smart-host.password-file",
                file.toString());
    }

    private static String send(ServerFixture node, String recipient) throws IOException {
        String token = UUID.randomUUID().toString();
        OutsideMail.send(node.port("submission"), "instructor", List.of(recipient), SampleNode.message(token));
        return token;
    }

    /** What the operator sees of the one message that waits. */
    private String shown(String wanted) throws Exception {
        String data = dir.resolve("data").toString();
        String id = ToolLine.run("queue", "list", "--data", data).orFail().split(" ", 2)[0];
        return OutsideMail.await(
                        () -> List.of(ToolLine.run("queue", "show", id, "--data", data)
                                .orFail()),
                        shown -> shown.contains(wanted))
                .get(0);
    }

    private void assertNoPasswordCame() throws IOException {
        String plain = Base64.getEncoder()
                .encodeToString(
                        ("\0" + OutsideLogins.USER + "\0" + OutsideLogins.PASSWORD).getBytes(StandardCharsets.UTF_8));
        String login = Base64.getEncoder().encodeToString(OutsideLogins.PASSWORD.getBytes(StandardCharsets.UTF_8));
        assertThat(postfix.log())
                .contains(": EHLO ")
                .doesNotContain(": AUTH ", plain, login, OutsideLogins.PASSWORD, OutsideLogins.USER);
        assertThat(SampleNode.log(dir)).doesNotContain(OutsideLogins.PASSWORD, plain, login);
        assertThat(postfix.mail("anna")).isEmpty();
    }

    @Test
    void takesAllMailOfUsersWhoHaveLoggedInAndNobodyElses() throws Exception {
        try (ServerFixture node =
                launch(List.of(), "--relay.smart-host.tls", "opportunistic").startAndAwait(START_LIMIT)) {
            postfix.start(node.port("smtp"));
            String token = send(node, ANNA);
            List<String> came = OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
            assertThat(came).hasSize(1);
            assertThat(came.get(0)).endsWith("\n\nLine one.\n.dotted\n..twice\nEnd.\n");
            String lost = send(node, "nobody@outside.test");
            List<String> reports = OutsideMail.await(
                    () -> OutsideMail.inbox(node.port("pop3"), "instructor"), mail -> mail.contains(lost));
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0)).contains("Status: 5.1.1", "Remote-MTA: dns; localhost");
            try (SmtpTestClient smtp = SampleNode.smtp(node)) {
                smtp.command("MAIL FROM:<" + SampleNode.address("instructor") + ">", 250);
                assertThat(smtp.command("RCPT TO:<" + ANNA + ">").toString()).startsWith("550 5.7.1");
            }
        } finally {
            postfix.close();
        }
    }

    @Test
    void withoutRelayToTheOutsideUsersAreToldAtRcpt() throws Exception {
        try (ServerFixture node = launch(List.of(), "--relay.external", "false").startAndAwait(START_LIMIT);
                SmtpTestClient smtp = OutsideMail.loggedIn(node.port("submission"), "instructor")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("instructor") + ">", 250);
            assertThat(smtp.command("RCPT TO:<" + ANNA + ">").toString()).startsWith("550 5.7.1");
            smtp.command("RCPT TO:<" + SampleNode.address("ta") + ">", 250);
        }
    }

    @Test
    void aHostThatDoesNotProveItsNameGetsNoPassword() throws Exception {
        OutsideLogins.need();
        try (OutsideLogins logins = new OutsideLogins(dir.resolve("logins"));
                ServerFixture node = withLogin(List.of()).startAndAwait(START_LIMIT)) {
            logins.start().into(postfix, true).start(node.port("smtp"));
            send(node, ANNA);
            assertThat(shown("said: ")).contains("certificate");
            assertNoPasswordCame();
            assertThat(postfix.log()).contains("STARTTLS").doesNotContain(": MAIL FROM");
        } finally {
            postfix.close();
        }
    }

    @Test
    void aHostWithoutTlsGetsNoPassword() throws Exception {
        OutsideLogins.need();
        try (OutsideLogins logins = new OutsideLogins(dir.resolve("logins"));
                ServerFixture node = withLogin(List.of()).startAndAwait(START_LIMIT)) {
            logins.start().into(postfix, false).start(node.port("smtp"));
            send(node, ANNA);
            assertThat(shown("said: ")).contains("STARTTLS is not offered");
            assertNoPasswordCame();
        } finally {
            postfix.close();
        }
    }

    @Test
    void aHostThatProvesItsNameIsLoggedInTo() throws Exception {
        OutsideLogins.need();
        try (OutsideLogins logins = new OutsideLogins(dir.resolve("logins"));
                ServerFixture node = withLogin(logins.trusted()).startAndAwait(START_LIMIT)) {
            logins.start().into(postfix, true).start(node.port("smtp"));
            String token = send(node, ANNA);
            assertThat(OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token)))
                    .hasSize(1);
            assertThat(postfix.log()).contains("sasl_username=" + OutsideLogins.USER);
            assertThat(SampleNode.log(dir)).doesNotContain(OutsideLogins.PASSWORD);
        } finally {
            postfix.close();
        }
    }

    private static byte[] latin(String token) {
        return ("X-Token: " + token + "\r\nMessage-ID: <" + token + "@client.test>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void send(ServerFixture node, String parameters, String recipient, byte[] content)
            throws IOException {
        try (SmtpTestClient smtp = OutsideMail.loggedIn(node.port("submission"), "instructor")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("instructor") + ">" + parameters, 250);
            smtp.command(OutsideMail.octets("RCPT TO:" + recipient), 250);
            smtp.command("DATA", 354);
            smtp.message(content);
            smtp.expect(250);
        }
    }

    private static String report(ServerFixture node, String token) throws Exception {
        List<String> reports = OutsideMail.await(
                () -> OutsideMail.inbox(node.port("pop3"), "instructor"), mail -> mail.contains(token));
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    @Test
    void aHostOfOldTimesGetsOnlyWhatItUnderstands() throws Exception {
        postfix.with(
                "smtpd_discard_ehlo_keywords",
                "8bitmime, smtputf8, chunking, dsn, pipelining, size, enhancedstatuscodes");
        try (ServerFixture node =
                launch(List.of(), "--relay.smart-host.tls", "opportunistic").startAndAwait(START_LIMIT)) {
            postfix.start(node.port("smtp"));
            String eight = UUID.randomUUID().toString();
            send(node, "", "<" + ANNA + ">", latin(eight));
            assertThat(report(node, eight)).contains("Status: 5.6.3");
            String global = UUID.randomUUID().toString();
            send(node, " SMTPUTF8", "<bj\u00f6rn@outside.test>", SampleNode.message(global));
            assertThat(report(node, global)).contains("Status: 5.6.7");
            String told = UUID.randomUUID().toString();
            send(node, "", "<" + ANNA + "> NOTIFY=SUCCESS", SampleNode.message(told));
            assertThat(report(node, told)).contains("Action: relayed", "Status: 2.0.0");
            assertThat(OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(told)))
                    .hasSize(1);
            assertThat(postfix.mail("anna")).hasSize(1);
            assertThat(postfix.mail("bjoern")).isEmpty();
        } finally {
            postfix.close();
        }
    }

    @Test
    void octetsBeyondAsciiAreAnnouncedThoughTheClientDidNotAnnounceThem() throws Exception {
        postfix.with("debug_peer_list", "127.0.0.1").with("debug_peer_level", "2");
        try (ServerFixture node =
                launch(List.of(), "--relay.smart-host.tls", "opportunistic").startAndAwait(START_LIMIT)) {
            postfix.start(node.port("smtp"));
            for (boolean eight : new boolean[] {true, false}) {
                String token = UUID.randomUUID().toString();
                send(node, "", "<" + ANNA + ">", eight ? latin(token) : SampleNode.message(token));
                OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
                long announced = postfix.log()
                        .lines()
                        .filter(line -> line.contains(": MAIL FROM:<"))
                        .filter(line -> line.contains(" BODY=8BITMIME"))
                        .count();
                assertThat(announced).isEqualTo(1);
            }
        } finally {
            postfix.close();
        }
    }
}
