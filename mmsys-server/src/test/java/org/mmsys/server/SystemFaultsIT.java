package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** Servers that die, hang and come back while the others go on. */
final class SystemFaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    @Test
    void mailForADeadServerWaitsAndArrivesOnceSoonAfterItsReturn() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(dir)) {
            SystemMail mail = new SystemMail(cluster);
            mail.awaitEach("ta", List.of(mail.send("s1", "instructor", "ta")), LIMIT);
            cluster.kill("s2");
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                tokens.add(mail.send(i % 2 == 0 ? "s1" : "s3", "cis505", "ta", "instructor"));
            }
            mail.awaitEach("instructor", tokens, LIMIT);
            cluster.startNode("s2");
            long back = System.nanoTime();
            mail.awaitEach("ta", tokens, LIMIT);
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - back)).isLessThan(20);
        }
    }

    @Test
    void whileAHomeIsDownItsUsersAreToldLaterAndAllOthersAreServed() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(dir)) {
            SystemMail mail = new SystemMail(cluster);
            mail.awaitEach("ta", List.of(mail.send("s1", "instructor", "ta")), LIMIT);
            cluster.kill("s2");
            for (String server : List.of("s1", "s3")) {
                try (Pop3TestClient pop3 = Pop3TestClient.open(cluster.port(server, "pop3"), SampleNode.TIMEOUT_MS)) {
                    pop3.ok("USER ta");
                    assertThat(pop3.command("PASS " + SampleNode.PASSWORD)).startsWith("-ERR [SYS/TEMP]");
                }
                try (SmtpTestClient smtp =
                        SmtpTestClient.open(cluster.port(server, "submission"), SampleNode.TIMEOUT_MS)) {
                    smtp.secured();
                    byte[] plain = ("\0ta\0" + SampleNode.PASSWORD).getBytes(StandardCharsets.UTF_8);
                    assertThat(smtp.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain))
                                    .toString())
                            .startsWith("454 4.7.0");
                }
                mail.awaitEach("cis505", List.of(mail.send(server, "ta", "cis505")), LIMIT);
            }
        }
    }

    @Test
    void aServerThatHangsHoldsUpNobodyElse() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(dir)) {
            SystemMail mail = new SystemMail(cluster);
            mail.awaitEach("ta", List.of(mail.send("s1", "instructor", "ta")), LIMIT);
            signal("STOP", cluster.process("s2").pid());
            List<String> forTa = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    forTa.add(mail.send("s1", "instructor", "ta"));
                }
                long begun = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                    mail.awaitEach("cis505", List.of(mail.send("s1", "instructor", "cis505")), LIMIT);
                }
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun))
                        .isLessThan(20);
            } finally {
                signal("CONT", cluster.process("s2").pid());
            }
            mail.awaitEach("ta", forTa, LIMIT);
        }
    }

    @Test
    void whatWasAcknowledgedArrivesOnceThoughBothEndsAreKilled() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.start(dir)) {
            SystemMail mail = new SystemMail(cluster);
            List<String> tokens = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                String victim = round % 2 == 0 ? "s1" : "s2";
                for (int i = 0; i < 60; i++) {
                    tokens.add(mail.send("s1", "cis505", "ta"));
                }
                cluster.kill(victim);
                cluster.startNode(victim);
            }
            mail.awaitEach("ta", tokens, LIMIT);
            Map<String, Integer> found = mail.inbox("s2", "ta");
            assertThat(found.values()).containsOnly(1);
        }
    }

    @Test
    void whileAServerIsUnreachableUnknownNamesAreRefusedForNowOnly() throws Exception {
        try (ClusterFixture cluster = ClusterFixture.prepare(dir, ClusterFixture.PRIMARIES)) {
            cluster.startNode("s1");
            try (SmtpTestClient smtp = cluster.smtp("s1")) {
                smtp.command("MAIL FROM:<stranger@elsewhere.example>", 250);
                assertThat(smtp.command("RCPT TO:<" + SampleNode.address("ta") + ">")
                                .toString())
                        .startsWith("450 4.4.3");
                smtp.command("RCPT TO:<" + SampleNode.address("instructor") + ">", 250);
            }
            cluster.startAll();
            SystemMail mail = new SystemMail(cluster);
            String token = UUID.randomUUID().toString();
            awaitKnown(cluster, "ta");
            try (SmtpTestClient smtp = cluster.smtp("s1")) {
                assertThat(smtp.deliver(
                                        "stranger@elsewhere.example",
                                        List.of(SampleNode.address("ta")),
                                        SampleNode.message(token))
                                .code())
                        .isEqualTo(250);
            }
            mail.awaitEach("ta", List.of(token), LIMIT);
        }
    }

    private static void awaitKnown(ClusterFixture cluster, String user) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (SmtpTestClient smtp = cluster.smtp("s1")) {
                smtp.command("MAIL FROM:<stranger@elsewhere.example>", 250);
                if (smtp.command("RCPT TO:<" + SampleNode.address(user) + ">").code() == 250) {
                    return;
                }
            }
            assertThat(System.nanoTime() - until)
                    .as("the name is known in time")
                    .isNegative();
            SystemMail.askAgainSoon();
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
