package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.ctl.ToolLine;
import org.mmsys.testkit.SmtpTestClient;

/** Mail to and from the world outside, which is a Postfix that DNS names. */
final class OutsideIT {
    private static final String ANNA = "anna@outside.test";
    /** What a report says, as Python's standard library reads it: its parts, then the fields of all recipients. */
    private static final String READ_REPORT = """
            import sys, email, email.policy
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            print(m.get_content_type(), m.get_param('report-type'), 'defects', len(m.defects))
            for part in m.iter_parts():
                print('part', part.get_content_type())
            for block in list(m.iter_parts())[1].get_payload():
                for name, value in block.items():
                    print(name + ': ' + ' '.join(str(value).split()))
            """;

    @TempDir
    static Path dir;

    private static OutsidePostfix postfix;
    private static OutsideDns dns;
    private static ClusterFixture cluster;

    @BeforeAll
    static void start() throws Exception {
        OutsidePostfix.need();
        Tool.need("python3");
        postfix = OutsidePostfix.prepare(dir);
        dns = new OutsideDns()
                .mx("outside.test", "mx.outside.test")
                .a("mx.outside.test", "127.0.0.1")
                .mx("dead.test", "mx.dead.test")
                .a("mx.dead.test", "127.0.0.2")
                .mx("linklocal.test", "mx.linklocal.test")
                .a("mx.linklocal.test", "169.254.169.254")
                .mx("null.test", ".")
                .mx("self.test", "mx.mmsys.test")
                .a("mx.mmsys.test", "127.0.0.1");
        cluster = ClusterFixture.prepare(
                dir,
                ClusterFixture.PRIMARIES,
                "--relay.external",
                "true",
                "--relay.dns-server",
                dns.address(),
                "--relay.port",
                Integer.toString(postfix.port()),
                "--relay.allow-private",
                "127.0.0.0/8",
                "--hostname",
                "mx.mmsys.test");
        postfix.start(cluster.port("s1", "smtp"));
        cluster.startAll();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (dns != null) {
            dns.close();
        }
        if (postfix != null) {
            postfix.close();
        }
    }

    private static String send(String node, String user, String recipient, byte[] content) throws IOException {
        return OutsideMail.send(cluster.port(node, "submission"), user, List.of(recipient), content);
    }

    private static List<String> inbox(String user) throws IOException {
        return OutsideMail.inbox(cluster.port(SystemMail.HOMES.getOrDefault(user, "s1"), "pop3"), user);
    }

    /** The one report about a message, read by Python. */
    private static String report(String user, String token) throws Exception {
        List<String> reports =
                OutsideMail.await(() -> inbox(user), mail -> mail.contains("multipart/report") && mail.contains(token));
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0)).startsWith("Return-Path: <>\r\n");
        Path script = java.nio.file.Files.writeString(dir.resolve("report.py"), READ_REPORT);
        return Tool.run(dir, reports.get(0), "python3", script.toString()).orFail();
    }

    @Test
    void mailOfAUserArrivesThereOnceAndUnchanged() throws Exception {
        for (String[] way : new String[][] {{"s1", "instructor"}, {"s2", "instructor"}, {"s3", "ta"}}) {
            String token = UUID.randomUUID().toString();
            String message =
                    new String(OutsideMail.message(token, SampleNode.address(way[1])), StandardCharsets.ISO_8859_1);
            send(way[0], way[1], ANNA, message.getBytes(StandardCharsets.ISO_8859_1));
            List<String> came = OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
            assertThat(came).hasSize(1);
            assertThat(came.get(0))
                    .contains("Return-Path: <" + SampleNode.address(way[1]) + ">\n")
                    .endsWith("End.\n");
            String ours = came.get(0).substring(came.get(0).lastIndexOf("\nReceived: ") + 1);
            assertThat(ours)
                    .startsWith("Received: from client.test (")
                    .contains("by mx.mmsys.test")
                    .contains("ESMTPSA");
            assertThat(ours.substring(ours.indexOf("\nX-Token") + 1)).isEqualTo(message.replace("\r\n", "\n"));
            assertThat(ours).doesNotContain("XQID", "X-MMSys");
        }
    }

    @Test
    void anUnknownUserThereComesBackAsAReport() throws Exception {
        String token = UUID.randomUUID().toString();
        send("s3", "ta", "nobody@outside.test", SampleNode.message(token));
        assertThat(report("ta", token))
                .contains("multipart/report delivery-status defects 0")
                .contains("part text/plain\npart message/delivery-status\npart message/rfc822")
                .containsIgnoringCase("Final-Recipient: rfc822;nobody@outside.test")
                .containsIgnoringCase("Action: failed")
                .contains("Status: 5.1.1")
                .containsIgnoringCase("Remote-MTA: dns; mx.outside.test")
                .containsIgnoringCase("Diagnostic-Code: smtp; 550 5.1.1");
    }

    @Test
    void domainsThatTakeNoMailAreToldAtOnce() throws Exception {
        String[][] cases = {
            {"null.test", "5.1.10"}, {"self.test", "5.4.6"}, {"nowhere.test", "5.1.2"}, {"linklocal.test", "5.4.4"}
        };
        for (String[] each : cases) {
            String token = UUID.randomUUID().toString();
            send("s1", "instructor", "bob@" + each[0], SampleNode.message(token));
            assertThat(report("instructor", token))
                    .as(each[0])
                    .contains("Status: " + each[1])
                    .containsIgnoringCase("Action: failed");
        }
    }

    @Test
    void mailWaitsWhileTheOutsideIsDown() throws Exception {
        String token = UUID.randomUUID().toString();
        postfix.down();
        try {
            send("s2", "ta", ANNA, SampleNode.message(token));
            String data = cluster.data("s2").toString();
            OutsideMail.await(
                    () -> List.of(ToolLine.run("queue", "list", "--data", data).orFail()),
                    list -> list.contains("<" + SampleNode.address("ta") + ">") && list.contains(ANNA));
        } finally {
            postfix.up();
        }
        ToolLine.run("queue", "retry", "--all", "--data", cluster.data("s2").toString())
                .orFail();
        assertThat(OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token)))
                .hasSize(1);
        OutsideMail.await(
                () -> List.of(ToolLine.run(
                                "queue", "list", "--data", cluster.data("s2").toString())
                        .orFail()),
                list -> list.contains("the queue is empty"));
    }

    @Test
    void strangersNeverRelay() throws Exception {
        for (String node : ClusterFixture.PRIMARIES) {
            for (String sender : List.of("", "x@elsewhere.test", SampleNode.address("instructor"))) {
                for (String recipient : List.of(
                        ANNA,
                        "anna@[127.0.0.1]",
                        "@" + SampleNode.DOMAIN + ":" + ANNA,
                        "\"" + ANNA + "\"@outside.test",
                        "anna@OUTSIDE.test")) {
                    try (SmtpTestClient smtp = cluster.smtp(node)) {
                        smtp.command("MAIL FROM:<" + sender + ">", 250);
                        assertThat(smtp.command("RCPT TO:<" + recipient + ">").toString())
                                .as(sender + " to " + recipient)
                                .startsWith("550 5.");
                    }
                }
                try (SmtpTestClient smtp = cluster.smtp(node)) {
                    smtp.command("MAIL FROM:<" + sender + ">", 250);
                    assertThat(smtp.command("RCPT TO:<anna%outside.test@" + SampleNode.DOMAIN + ">")
                                    .code())
                            .isGreaterThanOrEqualTo(550);
                }
            }
        }
    }

    @Test
    void mailFromOutsideReachesAUserOfAnotherServer() throws Exception {
        String token = UUID.randomUUID().toString();
        byte[] message = OutsideMail.message(token, ANNA);
        try (SmtpTestClient smtp = SmtpTestClient.open(postfix.port(), SampleNode.TIMEOUT_MS)) {
            assertThat(smtp.deliver(ANNA, List.of(SampleNode.address("ta")), message)
                            .code())
                    .isEqualTo(250);
        }
        List<String> came = OutsideMail.await(() -> inbox("ta"), mail -> mail.contains(token));
        assertThat(came).hasSize(1);
        assertThat(came.get(0))
                .startsWith("Return-Path: <" + ANNA + ">\r\n")
                .contains("Received: from mx.outside.test (")
                .endsWith(new String(message, StandardCharsets.ISO_8859_1));
    }

    @Test
    void whoIsUnknownHereIsRefusedAtRcptSoThatOthersTellTheSender() throws Exception {
        String token = UUID.randomUUID().toString();
        try (SmtpTestClient smtp = SmtpTestClient.open(postfix.port(), SampleNode.TIMEOUT_MS)) {
            assertThat(smtp.deliver(
                                    ANNA,
                                    List.of(SampleNode.address("nobody"), SampleNode.address("cis505")),
                                    SampleNode.message(token))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(OutsideMail.await(() -> inbox("cis505"), mail -> mail.contains(token)))
                .hasSize(1);
        List<String> bounces = OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
        assertThat(bounces).hasSize(1);
        assertThat(bounces.get(0))
                .contains("Reporting-MTA: dns; mx.outside.test")
                .contains("smtp; 550 5.1.1")
                .contains("RCPT TO command");
    }

    @Test
    void theOutsideTellsOfSuccessAsTheSenderWished() throws Exception {
        String token = UUID.randomUUID().toString();
        try (SmtpTestClient smtp = OutsideMail.loggedIn(cluster.port("s2", "submission"), "ta")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("ta") + "> RET=HDRS ENVID=Q+2B" + token, 250);
            smtp.command("RCPT TO:<" + ANNA + "> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Anna+2BSmith@elsewhere.test", 250);
            smtp.command("DATA", 354);
            smtp.message(SampleNode.message(token));
            smtp.expect(250);
        }
        assertThat(report("ta", token))
                .contains("Reporting-MTA: dns; mx.outside.test")
                .contains("Original-Envelope-Id: Q+" + token)
                .contains("Original-Recipient: rfc822;Anna+Smith@elsewhere.test")
                .contains("Action: delivered");
        assertThat(OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token)))
                .hasSize(1);
    }

    @Test
    void aWishForSilenceIsHeard() throws Exception {
        String token = UUID.randomUUID().toString();
        try (SmtpTestClient smtp = OutsideMail.loggedIn(cluster.port("s1", "submission"), "instructor")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("instructor") + ">", 250);
            smtp.command("RCPT TO:<silent@outside.test> NOTIFY=NEVER", 250);
            smtp.command("RCPT TO:<loud@outside.test> NOTIFY=FAILURE", 250);
            smtp.command("DATA", 354);
            smtp.message(SampleNode.message(token));
            smtp.expect(250);
        }
        assertThat(report("instructor", token))
                .containsIgnoringCase("Final-Recipient: rfc822;loud@outside.test")
                .doesNotContain("silent@");
    }

    @Test
    void octetsBeyondAsciiPassBothWays() throws Exception {
        for (boolean declared : new boolean[] {true, false}) {
            String token = UUID.randomUUID().toString();
            byte[] message = ("X-Token: " + token + "\r\nMessage-ID: <" + token
                            + "@client.test>\r\nDate: Mon, 2 Nov 2026"
                            + " 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
                            + "Content-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe \u00ff\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            String body = declared ? " BODY=8BITMIME" : "";
            try (SmtpTestClient smtp = OutsideMail.loggedIn(cluster.port("s1", "submission"), "instructor")) {
                smtp.command("MAIL FROM:<" + SampleNode.address("instructor") + ">" + body, 250);
                smtp.command("RCPT TO:<" + ANNA + ">", 250);
                smtp.command("DATA", 354);
                smtp.message(message);
                smtp.expect(250);
            }
            List<String> there = OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
            assertThat(there.get(0)).endsWith("\n\nGr\u00fc\u00dfe \u00ff\n");
            String back = UUID.randomUUID().toString();
            try (SmtpTestClient smtp = SmtpTestClient.open(postfix.port(), SampleNode.TIMEOUT_MS)) {
                smtp.command("MAIL FROM:<" + ANNA + ">" + body, 250);
                smtp.command("RCPT TO:<" + SampleNode.address("cis505") + ">", 250);
                smtp.command("DATA", 354);
                smtp.message(new String(message, StandardCharsets.ISO_8859_1)
                        .replace(token, back)
                        .getBytes(StandardCharsets.ISO_8859_1));
                smtp.expect(250);
            }
            assertThat(OutsideMail.await(() -> inbox("cis505"), mail -> mail.contains(back))
                            .get(0))
                    .endsWith("\r\n\r\nGr\u00fc\u00dfe \u00ff\r\n");
        }
    }

    @Test
    void internationalizedAddressesPassBothWays() throws Exception {
        String token = UUID.randomUUID().toString();
        String header =
                OutsideMail.octets("X-Token: " + token + "\r\nSubject: Gr\u00fc\u00dfe\r\n\r\n\u65e5\u672c\r\n");
        byte[] message = header.getBytes(StandardCharsets.ISO_8859_1);
        try (SmtpTestClient smtp = OutsideMail.loggedIn(cluster.port("s3", "submission"), "cis505")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("cis505") + "> SMTPUTF8 BODY=8BITMIME", 250);
            smtp.command(OutsideMail.octets("RCPT TO:<bj\u00f6rn@outside.test>"), 250);
            smtp.command("DATA", 354);
            smtp.message(message);
            smtp.expect(250);
        }
        assertThat(OutsideMail.await(() -> postfix.mail("bjoern"), mail -> mail.contains(token))
                        .get(0))
                .contains(OutsideMail.octets("Subject: Gr\u00fc\u00dfe\n"))
                .endsWith(OutsideMail.octets("\n\n\u65e5\u672c\n"));
        String back = UUID.randomUUID().toString();
        try (SmtpTestClient smtp = SmtpTestClient.open(postfix.port(), SampleNode.TIMEOUT_MS)) {
            smtp.command(OutsideMail.octets("MAIL FROM:<bj\u00f6rn@outside.test> SMTPUTF8"), 250);
            smtp.command("RCPT TO:<" + SampleNode.address("cis505") + ">", 250);
            smtp.command("DATA", 354);
            smtp.message(header.replace(token, back).getBytes(StandardCharsets.ISO_8859_1));
            smtp.expect(250);
        }
        assertThat(OutsideMail.await(() -> inbox("cis505"), mail -> mail.contains(back))
                        .get(0))
                .startsWith(OutsideMail.octets("Return-Path: <bj\u00f6rn@outside.test>\r\n"))
                .contains(OutsideMail.octets("Subject: Gr\u00fc\u00dfe\r\n"));
    }

    @Test
    void nothingIsLostAndAtMostDoubledWhenANodeIsKilledOnTheWay() throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (SmtpTestClient smtp = OutsideMail.loggedIn(cluster.port("s1", "submission"), "instructor")) {
                for (int i = 0; i < 40; i++) {
                    String token = UUID.randomUUID().toString();
                    assertThat(smtp.deliver(SampleNode.address("instructor"), List.of(ANNA), SampleNode.message(token))
                                    .code())
                            .isEqualTo(250);
                    tokens.add(token);
                }
                cluster.kill("s1");
            }
            cluster.startNode("s1");
        }
        for (String token : tokens) {
            List<String> came = OutsideMail.await(() -> postfix.mail("anna"), mail -> mail.contains(token));
            assertThat(came).hasSizeBetween(1, 2);
        }
    }

    @Test
    void aMessageCanBeFollowedThroughTheLogsOfBothServers() throws Exception {
        String token = UUID.randomUUID().toString();
        String reply = send("s1", "instructor", SampleNode.address("ta"), SampleNode.message(token));
        String id = reply.substring(reply.indexOf("id=") + 3);
        OutsideMail.await(() -> inbox("ta"), mail -> mail.contains(token));
        String here = ToolLine.run("trace", id, "--data", cluster.data("s1").toString())
                .orFail();
        assertThat(here).contains("mail accepted", "queued mail handed over", "s2");
        String there = ToolLine.run("trace", id, "--data", cluster.data("s2").toString())
                .orFail();
        assertThat(there).contains("mail accepted", id);
    }
}
