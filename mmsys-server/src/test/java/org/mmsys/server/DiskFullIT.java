package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** A data directory on a small file system of its own that fills up. Needs root to mount it. */
final class DiskFullIT {
    private static final Duration RECOVERY = Duration.ofSeconds(60);

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
            assertThat(deliver(node, "while-full")).isEqualTo(452);
            try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
                assertThat(pop3.scan()).hasSize(1);
                pop3.ok("RETR 1");
                while (!pop3.wire().line().equals(".")) {
                    // the message itself does not matter here
                }
                pop3.ok("DELE 1");
                pop3.ok("QUIT");
            }
            try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
                assertThat(pop3.scan()).isEmpty();
            }
            Files.delete(filler);
            assertThat(deliversAgain(node)).isTrue();
            try (Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
                assertThat(pop3.scan()).hasSize(1);
            }
            assertThat(node.stop(Duration.ofSeconds(20))).isZero();
        }
    }

    /** The space is looked at now and then, so the first tries after it is back may still be refused. */
    private static boolean deliversAgain(ServerFixture node) throws IOException {
        Instant end = Instant.now().plus(RECOVERY);
        while (Instant.now().isBefore(end)) {
            if (deliver(node, "after") == 250) {
                return true;
            }
        }
        return false;
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
