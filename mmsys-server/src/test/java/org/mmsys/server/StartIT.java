package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** How the process starts and ends: what scripts rely on (exit codes, ready line, signals). */
final class StartIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void printsOneReadyLineWithEveryListener() throws IOException {
        try (ServerFixture node = SampleNode.start(dir)) {
            assertThat(node.readyValues())
                    .containsEntry("server", "s1")
                    .containsEntry("role", "primary")
                    .containsKeys("smtp", "submission", "smtps", "pop3", "pop3s", "accounts");
            assertThat(node.output().lines().filter(line -> line.startsWith("ready ")))
                    .hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("data"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void refusesADataDirectoryThatIsInUse() throws IOException {
        try (ServerFixture first = SampleNode.start(dir);
                ServerFixture second = SampleNode.launch(dir).start()) {
            assertThat(second.awaitExit(LIMIT)).isEqualTo(2);
            assertThat(second.output()).contains(dir.resolve("data").toString());
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void refusesAPortThatIsHeld() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerFixture node = SampleNode.launch(dir, "--smtp", "127.0.0.1:" + held.getLocalPort())
                        .start()) {
            assertThat(node.awaitExit(LIMIT)).isEqualTo(2);
            assertThat(node.output()).contains("smtp").contains(Integer.toString(held.getLocalPort()));
        }
    }

    @Test
    void namesEveryMistakeAtOnce() throws IOException {
        Path config = Files.writeString(dir.resolve("wrong.properties"), """
                domain = mmsys.upenn.edu
                message.size-limit = huge
                no.such.key = 1
                pop3.idle-timeout = soon
                """);
        try (ServerFixture node = SampleNode.bare(
                        dir,
                        "64m",
                        List.of(
                                "--config",
                                config.toString(),
                                "--smtp",
                                "no-port",
                                "--data",
                                dir.resolve("data").toString()))
                .start()) {
            assertThat(node.awaitExit(LIMIT)).isEqualTo(1);
            assertThat(node.output())
                    .contains(
                            "wrong.properties",
                            "message.size-limit",
                            "huge",
                            "no.such.key",
                            "pop3.idle-timeout",
                            "soon")
                    .contains("smtp", "no-port");
            assertThat(node.output().lines().filter(line -> line.matches(".*wrong\\.properties:[234]\\b.*")))
                    .hasSize(3);
        }
        assertThat(dir.resolve("data")).doesNotExist();
    }

    @Test
    void checksItsConfigurationAndTellsAboutItself() throws IOException {
        List<String> good = new java.util.ArrayList<>(SampleNode.launch(dir).arguments());
        good.add("--check");
        assertThat(exitOf(good)).isEqualTo("0 configuration ok");
        assertThat(dir.resolve("data")).doesNotExist();
        assertThat(exitOf(List.of("--version")))
                .startsWith("0 ")
                .contains("mmsys-server")
                .contains("0.1.0");
        assertThat(exitOf(List.of("--help"))).startsWith("0 ").contains("--smtp", "--data", "--message.size-limit");
        assertThat(exitOf(List.of("--no-such-option"))).startsWith("1 ").contains("--no-such-option");
    }

    @Test
    void finishesRunningTransactionsOnSigterm() throws IOException {
        try (ServerFixture node = SampleNode.start(dir)) {
            try (SmtpTestClient running = SampleNode.smtp(node);
                    SmtpTestClient idle = SampleNode.smtp(node);
                    Pop3TestClient pop3 = SampleNode.pop3(node, "ta")) {
                running.envelope(SampleNode.address("ta"), List.of(SampleNode.address("instructor")));
                running.wire().send("X-Token: draining\r\n\r\nfirst half");
                node.terminate();
                assertThat(idle.wire().rest()).startsWith("421 ");
                assertThat(pop3.wire().rest()).startsWith("-ERR [SYS/TEMP]");
                running.wire().send("second half\r\n.\r\n");
                running.expect(250);
            }
            assertThat(node.awaitExit(Duration.ofSeconds(15))).isZero();
        }
        try (ServerFixture node = SampleNode.start(dir);
                Pop3TestClient pop3 = SampleNode.pop3(node, "instructor")) {
            assertThat(pop3.scan()).hasSize(1);
        }
    }

    @Test
    void doesNotWaitLongerThanItsDrainTime() throws IOException {
        try (ServerFixture node = SampleNode.start(dir, "--drain-time", "1s");
                SmtpTestClient running = SampleNode.smtp(node)) {
            running.envelope(SampleNode.address("ta"), List.of(SampleNode.address("instructor")));
            assertThat(node.stop(Duration.ofSeconds(10))).isZero();
        }
    }

    @Test
    void logsOneLineAnEventWithKeysAndValues() throws IOException {
        try (ServerFixture node = SampleNode.start(dir)) {
            try (SmtpTestClient smtp = SampleNode.smtp(node)) {
                smtp.deliver(SampleNode.address("ta"), List.of(SampleNode.address("ta")), SampleNode.message("logged"));
                smtp.command("QUIT", 221);
            }
            assertThat(node.stop(LIMIT)).isZero();
        }
        assertThat(SampleNode.log(dir).lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ (DEBUG|INFO|WARN|ERROR) +\\S.*"))
                .anyMatch(line -> line.matches(".* INFO +\\S.* qid=\\S+ .*sid=\\S+.*"));
    }

    private String exitOf(List<String> arguments) throws IOException {
        try (ServerFixture node = SampleNode.bare(dir, "64m", arguments).start()) {
            int exit = node.awaitExit(LIMIT);
            return exit + " " + node.output().strip();
        }
    }
}
