package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** Much at once: a thousand recipients, fifty megabytes, twenty times fifty megabytes. */
final class LargeMailIT {
    private static final int RECIPIENTS = 1_000;
    private static final int SENDERS = 20;
    private static final long NEARLY_50_MB = (50L << 20) - 4_096;

    @TempDir
    Path dir;

    @Test
    void deliversOneMessageToAThousandRecipients() throws IOException {
        Path seeds = Files.writeString(
                dir.resolve("thousand"),
                "ta:CIS505\n"
                        + IntStream.range(0, RECIPIENTS)
                                .mapToObj(i -> "u" + i + ":pw" + i + "\n")
                                .collect(Collectors.joining()));
        try (ServerFixture node = SampleNode.launch(
                                dir,
                                "--accounts.seed-file",
                                seeds.toString(),
                                "--auth.pbkdf2-iterations",
                                "4096",
                                "--postmaster",
                                "ta")
                        .startAndAwait(Duration.ofMinutes(2));
                SmtpTestClient smtp = SampleNode.smtp(node)) {
            awaitAccount(node.port("smtp"), SampleNode.address("u" + (RECIPIENTS - 1)));
            List<String> recipients = IntStream.range(0, RECIPIENTS)
                    .mapToObj(i -> SampleNode.address("u" + i))
                    .toList();
            assertThat(smtp.deliver(SampleNode.address("ta"), recipients, SampleNode.message("to-all"))
                            .code())
                    .isEqualTo(250);
            smtp.command("QUIT", 221);

            for (int i = 0; i < RECIPIENTS; i += 111) {
                try (Pop3TestClient pop3 = Pop3TestClient.open(node.port("pop3"), SampleNode.TIMEOUT_MS)
                        .login("u" + i, "pw" + i)) {
                    assertThat(new String(pop3.retrieve(1), StandardCharsets.ISO_8859_1))
                            .contains("to-all");
                    assertThat(pop3.scan()).hasSize(1);
                }
            }
        }
    }

    @Test
    void carriesFiftyMegabytesUnchangedWithCurl() throws IOException, InterruptedException {
        Tool.need("curl");
        Path sent = message(dir.resolve("sent.eml"));
        Path got = dir.resolve("got.eml");
        try (ServerFixture node = start128()) {
            Tool.run(
                            dir,
                            "",
                            "curl",
                            "-sS",
                            "--max-time",
                            "120",
                            "smtp://127.0.0.1:" + node.port("smtp"),
                            "--mail-from",
                            SampleNode.address("ta"),
                            "--mail-rcpt",
                            SampleNode.address("cis505"),
                            "-T",
                            sent.toString())
                    .orFail();
            Tool.run(
                            dir,
                            "",
                            "curl",
                            "-sS",
                            "--max-time",
                            "120",
                            "-u",
                            "cis505:CIS505",
                            "pop3://127.0.0.1:" + node.port("pop3") + "/1",
                            "-o",
                            got.toString())
                    .orFail();
        }

        long added = Files.size(got) - Files.size(sent);
        assertThat(added).as("octets of trace headers").isBetween(1L, 4_096L);
        try (InputStream stored = Files.newInputStream(got);
                InputStream original = Files.newInputStream(sent)) {
            stored.skipNBytes(added);
            assertThat(stored.readAllBytes()).isEqualTo(original.readAllBytes());
        }
    }

    @Test
    void refusesMoreThanTheLimitAndGoesOn() throws IOException {
        try (ServerFixture node = SampleNode.start(dir, "--message.size-limit", "100KB");
                SmtpTestClient smtp = SampleNode.smtp(node)) {
            assertThat(smtp.command("MAIL FROM:<ta@mmsys.upenn.edu> SIZE=102401")
                            .code())
                    .isEqualTo(552);
            byte[] large =
                    ("X-Token: large\r\n\r\n" + "0123456789\r\n".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.deliver(SampleNode.address("ta"), List.of(SampleNode.address("ta")), large)
                            .code())
                    .isEqualTo(552);
            assertThat(smtp.deliver(
                                    SampleNode.address("ta"),
                                    List.of(SampleNode.address("ta")),
                                    SampleNode.message("small"))
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void takesTwentyTimesFiftyMegabytesInASmallHeap() throws IOException, InterruptedException {
        Path sent = message(dir.resolve("sent.eml"));
        try (ServerFixture node = start128()) {
            List<String> failures = new ArrayList<>();
            List<Thread> senders = IntStream.range(0, SENDERS)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            stream(node.port("smtp"), sent);
                        } catch (IOException | AssertionError failed) {
                            synchronized (failures) {
                                failures.add(failed.toString());
                            }
                        }
                    }))
                    .toList();
            senders.forEach(Thread::start);
            for (Thread sender : senders) {
                sender.join(Duration.ofMinutes(4).toMillis());
                assertThat(sender.isAlive()).isFalse();
            }
            assertThat(failures).isEmpty();
            try (Pop3TestClient pop3 = SampleNode.pop3(node, "instructor")) {
                assertThat(pop3.scan()).hasSize(SENDERS).allMatch(it -> it.size() > NEARLY_50_MB - 200);
            }
        }
    }

    /** Seeds are carried out in their order; the first make the node ready, the others follow. */
    private static void awaitAccount(int port, String address) throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (Instant.now().isBefore(end)) {
            try (SmtpTestClient asking = SmtpTestClient.open(port, SampleNode.TIMEOUT_MS)) {
                asking.command("MAIL FROM:<>", 250);
                if (asking.command("RCPT TO:<" + address + ">").code() == 250) {
                    return;
                }
            }
        }
        throw new AssertionError("no account " + address);
    }

    private ServerFixture start128() throws IOException {
        ServerFixture.Launch launch = SampleNode.launch(dir);
        return SampleNode.bare(dir, "128m", launch.arguments()).startAndAwait(Duration.ofMinutes(1));
    }

    private static void stream(int port, Path message) throws IOException {
        try (SmtpTestClient smtp =
                SmtpTestClient.open(port, (int) Duration.ofMinutes(4).toMillis())) {
            smtp.envelope(SampleNode.address("ta"), List.of(SampleNode.address("instructor")));
            byte[] chunk = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(message)) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    smtp.wire().send(java.util.Arrays.copyOf(chunk, read));
                }
            }
            smtp.wire().send(".\r\n");
            smtp.expect(250);
        }
    }

    /** No line begins with a dot, so that it goes through as it is. */
    private static Path message(Path file) throws IOException {
        Random random = new Random(50);
        try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            byte[] head = "X-Token: large\r\nSubject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            out.write(head);
            byte[] line = new byte[78];
            for (long size = head.length; size < NEARLY_50_MB - 80; size += 80) {
                for (int i = 0; i < line.length; i++) {
                    line[i] = (byte) ('A' + random.nextInt(26));
                }
                out.write(line);
                out.write('\r');
                out.write('\n');
            }
        }
        return file;
    }
}
