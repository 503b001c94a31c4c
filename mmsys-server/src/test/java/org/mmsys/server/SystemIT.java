package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;
import org.mmsys.testkit.WireClient;

/** Three servers that act as one: every case of sender, recipient, reader and server of entry. */
final class SystemIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> SERVERS = List.of("s1", "s2", "s3");
    private static final List<String> USERS = List.of("instructor", "ta", "cis505");
    private static final String NEW_PASSWORD = "a good passphrase";

    @TempDir
    static Path dir;

    private static ClusterFixture cluster;
    private static SystemMail mail;

    @BeforeAll
    static void start() throws IOException {
        cluster = ClusterFixture.start(dir, ClusterFixture.ALL);
        mail = new SystemMail(cluster);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everySenderReachesEveryRecipientThroughEveryServer() throws Exception {
        Map<String, List<String>> expected = new HashMap<>();
        USERS.forEach(user -> expected.put(user, new ArrayList<>()));
        for (String sender : USERS) {
            for (String recipient : USERS) {
                for (String server : SERVERS) {
                    expected.getOrDefault(recipient, List.of()).add(mail.send(server, sender, recipient));
                }
            }
        }
        for (String user : USERS) {
            mail.awaitEach(user, expected.getOrDefault(user, List.of()), LIMIT);
            for (String server : SERVERS) {
                assertThat(mail.inbox(server, user))
                        .containsKeys(expected.getOrDefault(user, List.of()).toArray(new String[0]));
            }
        }
    }

    @Test
    void aBackupsAddressServesLikeItsPrimarys() throws Exception {
        for (String server : SERVERS) {
            String backup = server + "/backup";
            String token = mail.send(backup, "ta", "cis505", "instructor", "ta");
            for (String user : USERS) {
                mail.awaitEach(user, List.of(token), LIMIT);
                assertThat(mail.inbox(backup, user)).containsEntry(token, 1);
            }
        }
    }

    @Test
    void oneMessageGoesToRecipientsOfSeveralServersAndUnknownOnesAreRefusedAtOnce() throws Exception {
        try (SmtpTestClient smtp = cluster.smtp("s1")) {
            smtp.command("MAIL FROM:<" + SampleNode.address("cis505") + ">", 250);
            for (String user : USERS) {
                smtp.command("RCPT TO:<" + SampleNode.address(user) + ">", 250);
            }
            assertThat(smtp.command("RCPT TO:<" + SampleNode.address("nobody-at-all") + ">")
                            .toString())
                    .startsWith("550 5.1.1");
            smtp.command("DATA", 354);
            String token = UUID.randomUUID().toString();
            smtp.message(SampleNode.message(token));
            smtp.expect(250);
            for (String user : USERS) {
                mail.awaitEach(user, List.of(token), LIMIT);
            }
        }
    }

    /** Its client tries the next address it knows, and that is another server's. */
    @Test
    void aMessageThatIsSentAgainThroughAnotherServerIsThereOnce() throws Exception {
        String token = UUID.randomUUID().toString();
        List<String> recipients = List.of(SampleNode.address("ta"));
        try (SmtpTestClient lost = cluster.smtp("s2")) {
            lost.deliver(SampleNode.address("cis505"), recipients, SampleNode.message(token));
            lost.wire().reset();
        }
        try (SmtpTestClient next = cluster.smtp("s1")) {
            next.deliver(SampleNode.address("cis505"), recipients, SampleNode.message(token));
        }
        String later = mail.send("s1", "cis505", "ta"); // behind it in the same queue
        mail.awaitEach("ta", List.of(token, later), LIMIT);
    }

    @Test
    void aLoginIsCheckedByTheHome() throws Exception {
        for (String server : SERVERS) {
            try (SmtpTestClient smtp = SmtpTestClient.open(cluster.port(server, "submission"), SampleNode.TIMEOUT_MS)) {
                smtp.secured().authenticated("ta", SampleNode.PASSWORD);
                mail.awaitEach("instructor", List.of(mail.send(smtp, "ta", "instructor")), LIMIT);
                assertThat(smtp.command("MAIL FROM:<" + SampleNode.address("cis505") + ">")
                                .code())
                        .isEqualTo(553);
            }
            try (SmtpTestClient smtp = SmtpTestClient.open(cluster.port(server, "submission"), SampleNode.TIMEOUT_MS)) {
                smtp.secured();
                byte[] wrong = "\0ta\0wrong".getBytes(StandardCharsets.UTF_8);
                assertThat(smtp.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(wrong))
                                .toString())
                        .startsWith("535 5.7.8");
            }
        }
    }

    @Test
    void aWrongPasswordIsDeniedAlikeEverywhere() throws Exception {
        for (String server : SERVERS) {
            for (String user : List.of("ta", "nobody-at-all")) {
                try (Pop3TestClient pop3 = Pop3TestClient.open(cluster.port(server, "pop3"), SampleNode.TIMEOUT_MS)) {
                    pop3.ok("USER " + user);
                    assertThat(pop3.command("PASS wrong")).startsWith("-ERR [AUTH]");
                    pop3.login("cis505", SampleNode.PASSWORD).ok("QUIT");
                }
            }
        }
    }

    @Test
    void foldersLargeMailAndPipeliningWorkThroughAnotherServer() throws Exception {
        String body = ("." + "x".repeat(70) + "\r\n").repeat(40_000);
        byte[] large = ("Subject: large\r\nX-Token: large\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
        try (SmtpTestClient smtp = cluster.smtp("s3")) {
            assertThat(smtp.deliver(SampleNode.address("ta"), List.of(SampleNode.address("instructor")), large)
                            .code())
                    .isEqualTo(250);
        }
        mail.awaitEach("instructor", List.of("large"), LIMIT);
        try (Pop3TestClient pop3 = Pop3TestClient.open(cluster.port("s2", "pop3"), SampleNode.TIMEOUT_MS)) {
            pop3.ok("USER instructor");
            pop3.wire().send("PASS " + SampleNode.PASSWORD + "\r\nSTAT\r\nXFMAKE Work\r\nNOOP\r\n");
            for (int i = 0; i < 4; i++) {
                assertThat(pop3.wire().line()).startsWith("+OK");
            }
            int number = pop3.scan().stream()
                    .filter(each -> each.size() > large.length)
                    .findFirst()
                    .orElseThrow()
                    .number();
            assertThat(new String(pop3.retrieve(number), StandardCharsets.ISO_8859_1))
                    .endsWith(body);
            pop3.ok("XMOVE " + number + " Work");
            pop3.ok("QUIT");
        }
        try (Pop3TestClient pop3 = cluster.pop3("s1", "instructor")) {
            pop3.ok("XFOPEN Work");
            assertThat(pop3.scan()).hasSize(1);
            pop3.ok("DELE 1");
            pop3.ok("QUIT");
        }
    }

    @Test
    void aMaildropIsLockedForTheWholeSystem() throws Exception {
        try (Pop3TestClient first = cluster.pop3("s1", "ta");
                Pop3TestClient second = Pop3TestClient.open(cluster.port("s3", "pop3"), SampleNode.TIMEOUT_MS)) {
            second.ok("USER ta");
            assertThat(second.command("PASS " + SampleNode.PASSWORD)).startsWith("-ERR [IN-USE]");
            first.ok("QUIT");
        }
    }

    @Test
    void aNewAccountIsKnownEverywhereAtOnce() throws Exception {
        for (String server : SERVERS) {
            String name = "new-" + UUID.randomUUID().toString().substring(0, 8);
            assertThat(create(server, name)).startsWith("+OK");
            for (String other : SERVERS) {
                try (Pop3TestClient pop3 = Pop3TestClient.open(cluster.port(other, "pop3"), SampleNode.TIMEOUT_MS)) {
                    pop3.login(name, NEW_PASSWORD).ok("QUIT");
                }
                try (SmtpTestClient smtp = cluster.smtp(other)) {
                    mail.send(smtp, "ta", name);
                }
                assertThat(create(other, name)).startsWith("-ERR [TAKEN]");
            }
        }
    }

    @Test
    void ofTwoWhoAskForOneNameAtOnceExactlyOneGetsIt() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(SERVERS.size());
        try {
            for (int round = 0; round < 30; round++) {
                String name = "race-" + round;
                List<Callable<String>> asks = new ArrayList<>();
                SERVERS.forEach(server -> asks.add(() -> create(server, name)));
                List<String> answers = new ArrayList<>();
                for (Future<String> answer : clients.invokeAll(asks)) {
                    answers.add(answer.get());
                }
                assertThat(answers)
                        .filteredOn(answer -> answer.startsWith("+OK"))
                        .as("%s", answers)
                        .hasSize(1);
                assertThat(answers)
                        .filteredOn(answer -> answer.startsWith("-ERR [TAKEN]"))
                        .as("%s", answers)
                        .hasSize(2);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void strangersCannotSpeakAsPeers() throws Exception {
        for (String server : List.of("s1", "s1/backup")) {
            try (SmtpTestClient smtp = cluster.smtp(server)) {
                assertThat(smtp.command("XPEER v=1 hop=1 client=- tls=- sid=- binding=-")
                                .code())
                        .isEqualTo(500);
                smtp.secured();
                assertThat(smtp.command("XPEER v=1 hop=1 client=- tls=- sid=- binding=-")
                                .code())
                        .isEqualTo(500);
                assertThat(smtp.command("VRFY ta").code()).isEqualTo(252);
                assertThat(smtp.command("MAIL FROM:<a@elsewhere.example> XQID=00000000000000000000000000")
                                .code())
                        .isEqualTo(555);
                smtp.command("MAIL FROM:<a@elsewhere.example>", 250);
                assertThat(smtp.command("RCPT TO:<b@elsewhere.example>").toString())
                        .startsWith("550 5.7.1");
            }
            try (WireClient accounts = WireClient.connect(cluster.port(server, "accounts"), SampleNode.TIMEOUT_MS)) {
                accounts.line();
                for (String verb : List.of("XPEER v=1 hop=1", "XDIGEST", "XRESERVE ann 1 60", "XHOMED ann")) {
                    accounts.send(verb + "\r\n");
                    assertThat(accounts.line()).startsWith("-ERR").doesNotContain("[");
                }
            }
        }
    }

    private static String create(String server, String name) throws IOException {
        try (WireClient wire = WireClient.connect(cluster.port(server, "accounts"), SampleNode.TIMEOUT_MS)) {
            wire.line();
            wire.send("CREATE " + name + " " + UUID.randomUUID() + "\r\n");
            String answer = wire.line();
            if (answer.startsWith("+")) {
                wire.send(Base64.getEncoder().encodeToString(NEW_PASSWORD.getBytes(StandardCharsets.UTF_8)) + "\r\n");
                answer = wire.line();
            }
            return answer;
        }
    }
}
