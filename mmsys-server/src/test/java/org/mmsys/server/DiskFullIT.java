package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** A data directory on a small file system of its own that fills up. Needs root to mount it. */
final class DiskFullIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private Path data;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        data = Files.createDirectory(dir.resolve("data"));
        assumeTrue(
                Tool.run(dir, "", "mount", "-t", "tmpfs", "-o", "size=256m,mode=0700", "tmpfs", data.toString())
                                .exit()
                        == 0,
                "no tmpfs can be mounted here");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        Tool.run(dir, "", "umount", "-l", dir.resolve("data").toString());
    }

    @Test
    void refusesNewMailDeletesAndRecoversByItself() throws IOException {
        try (ServerFixture node = SampleNode.start(dir, "--disk.reserve", "16MB")) {
            assertThat(deliver(node, "before")).isEqualTo(250);
            Path filler = fill();
            List<String> owed = deliverUntil(node, "full", 452);
            deleteFirst(node);
            assertThat(deliver(node, "still-full")).isEqualTo(452);

            Files.delete(filler);
            owed.addAll(deliverUntil(node, "refused", 250));
            assertThat(deliver(node, "after")).isEqualTo(250);

            assertThat(awaitTokens(node, owed.size() + 1))
                    .containsAll(owed)
                    .contains("after")
                    .doesNotContain("before", "still-full");
            assertThat(node.stop(Duration.ofSeconds(20))).isZero();
        }
    }

    /**
     * Sends until the answer is this one; the tokens that were accepted.
     *
     * <p>The space is looked at now and then, so the change is not seen at once.
     */
    private static List<String> deliverUntil(ServerFixture node, String prefix, int code) throws IOException {
        List<String> accepted = new ArrayList<>();
        Instant end = Instant.now().plus(PATIENCE);
        for (int i = 0; Instant.now().isBefore(end); i++) {
            int answer = deliver(node, prefix + i);
            if (answer == 250) {
                accepted.add(prefix + i);
            }
            if (answer == code) {
                return accepted;
            }
        }
        throw new AssertionError("no " + code + " within " + PATIENCE);
    }

    private static void deleteFirst(ServerFixture node) throws IOException {
        String gone;
        try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
            gone = pop3.scan().get(0).uidl();
            assertThat(new String(pop3.retrieve(1), StandardCharsets.ISO_8859_1))
                    .contains("X-Token: before");
            pop3.ok("DELE 1");
            pop3.ok("QUIT");
        }
        try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
            assertThat(pop3.scan()).extracting(Pop3TestClient.Scan::uidl).doesNotContain(gone);
        }
    }

    /** What was accepted while there was no space to apply it is owed, and appears when there is space again. */
    private static List<String> awaitTokens(ServerFixture node, int number) throws IOException {
        Instant end = Instant.now().plus(PATIENCE);
        List<String> tokens = new ArrayList<>();
        while (Instant.now().isBefore(end) && tokens.size() < number) {
            tokens.clear();
            try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
                for (Pop3TestClient.Scan scan : pop3.scan()) {
                    String text = new String(pop3.retrieve(scan.number()), StandardCharsets.ISO_8859_1);
                    int start = text.indexOf("X-Token: ") + "X-Token: ".length();
                    tokens.add(text.substring(start, text.indexOf('\r', start)));
                }
                pop3.ok("QUIT");
            }
        }
        assertThat(tokens).hasSize(number);
        return tokens;
    }

    private static int deliver(ServerFixture node, String token) throws IOException {
        try (SmtpTestClient smtp = SampleNode.smtp(node)) {
            SmtpTestClient.Reply mail = smtp.command("MAIL FROM:<" + SampleNode.address("ta") + ">");
            if (mail.code() != 250) {
                return mail.code();
            }
            smtp.command("RCPT TO:<" + SampleNode.address("ta") + ">", 250);
            SmtpTestClient.Reply data = smtp.command("DATA");
            if (data.code() != 354) {
                return data.code();
            }
            smtp.message(SampleNode.message(token));
            return smtp.reply().code();
        }
    }

    private Path fill() throws IOException {
        Path filler = data.resolve("filler");
        byte[] megabyte = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(megabyte);
            }
        } catch (IOException full) {
            return filler;
        }
    }
}
