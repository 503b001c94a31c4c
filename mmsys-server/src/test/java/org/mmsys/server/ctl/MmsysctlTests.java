package org.mmsys.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MmsysctlTests {
    @TempDir
    Path dir;

    private final StringWriter printed = new StringWriter();
    private final StringWriter complained = new StringWriter();

    private int run(String... arguments) {
        return Mmsysctl.run(
                arguments,
                new ByteArrayInputStream("a password\n".getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(printed, true),
                new PrintWriter(complained, true));
    }

    @Test
    void explainsEveryCommand() {
        for (String command : List.of(
                "",
                "status",
                "account",
                "queue",
                "fsck",
                "explain",
                "switchover",
                "force-primary",
                "force-solo",
                "quarantine",
                "trace",
                "config",
                "cluster")) {
            assertThat(run(Stream.of(command, "--help")
                            .filter(word -> !word.isEmpty())
                            .toArray(String[]::new)))
                    .isZero();
        }
        assertThat(printed.toString()).contains("Examples:", "Exit codes:", "--admin", "passwd", "release");
    }

    @Test
    void wantsACommandAndKnowsItsOptions() {
        assertThat(run()).isEqualTo(1);
        assertThat(run("frobnicate")).isEqualTo(1);
        assertThat(run("status", "--nonsense")).isEqualTo(1);
        assertThat(run("queue", "retry", "--data", dir.toString())).isEqualTo(1);
        assertThat(run("account", "create", "ann", "secret", "--data", dir.toString()))
                .isEqualTo(1);
    }

    @Test
    void saysWhichNodeItCouldNotReach() throws IOException {
        Files.writeString(dir.resolve("admin.token"), "t");
        assertThat(run("status", "--data", dir.toString(), "--admin", "127.0.0.1:1"))
                .isEqualTo(3);
        assertThat(complained.toString()).contains("127.0.0.1:1");
        assertThat(run("status")).isEqualTo(1);
        assertThat(run("status", "--data", dir.resolve("none").toString())).isEqualTo(1);
    }

    @Test
    void checksAConfiguration() throws IOException {
        Path file = Files.writeString(
                dir.resolve("a.properties"), "data = d\nsmtp = 127.0.0.1:2525\nnode = s2/primary=h,smtp=0\n");
        assertThat(run("config", "check", file.toString())).isEqualTo(1);
        assertThat(complained.toString()).contains("a.properties:3", "a port from 1 to 65535");
        assertThat(run("config", "check", file.toString(), "--", "--node", "s1/primary=h,smtp=2525"))
                .isZero();
    }

    @Test
    void makesTheDirectoriesOfNodes() throws IOException {
        Path system = dir.resolve("system");
        assertThat(run("cluster", "init", system.toString(), "--node", "s1/primary=h,smtp=1", "--node", "s1/backup"))
                .isZero();
        assertThat(run("cluster", "init", system.toString(), "--node", "s1/primary", "--node", "s2/primary"))
                .isZero();
        for (String file : List.of("ca.pem", "node.pem", "node.key", "pair.key", "system.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            system.resolve("s2-primary").resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(system.resolve("s1-backup/pair.key")).hasSameBinaryContentAs(system.resolve("s1-primary/pair.key"));
        assertThat(Files.readAllBytes(system.resolve("s2-primary/pair.key")))
                .hasSize(32)
                .isNotEqualTo(Files.readAllBytes(system.resolve("s1-primary/pair.key")));
        assertThat(system.resolve("s1-backup/system.key"))
                .hasSameBinaryContentAs(system.resolve("s2-primary/system.key"));
        assertThat(system.resolve("s1-backup/ca.pem")).hasSameBinaryContentAs(system.resolve("s2-primary/ca.pem"));
    }

    /** Who has used it must not get another: its log could not be begun anew then by mistake. */
    @Test
    void givesEachNodeItsTicketOnce() throws IOException {
        Path system = dir.resolve("system");
        run("cluster", "init", system.toString(), "--node", "s1/primary", "--node", "w1/witness");
        Files.delete(system.resolve("s1-primary/registry.ticket"));
        run(
                "cluster",
                "init",
                system.toString(),
                "--node",
                "s1/primary",
                "--node",
                "w1/witness",
                "--node",
                "s1/backup");
        assertThat(system.resolve("s1-primary/registry.ticket")).doesNotExist();
        assertThat(system.resolve("w1-witness/registry.ticket")).exists();
        assertThat(system.resolve("s1-backup/registry.ticket")).exists();
        assertThat(system.resolve("w1-witness/pair.key")).doesNotExist();
    }

    @Test
    void changesNothingThatIsThere() throws IOException {
        Path system = dir.resolve("system");
        run("cluster", "init", system.toString(), "--node", "s1/primary");
        byte[] before = Files.readAllBytes(system.resolve("s1-primary/node.pem"));
        assertThat(run("cluster", "init", system.toString(), "--node", "s1/primary"))
                .isZero();
        assertThat(printed.toString()).contains("nothing to do");
        assertThat(Files.readAllBytes(system.resolve("s1-primary/node.pem"))).isEqualTo(before);
        assertThat(run("cluster", "init", system.toString(), "--node", "S1")).isEqualTo(1);
    }

    @Test
    void optionsThatSayWhichNodeMayStandBeforeTheCommand() {
        assertThat(Mmsysctl.verbFirst(
                        new String[] {"--admin", "127.0.0.1:1", "--json", "queue", "list", "--limit", "3"}))
                .containsExactly("queue", "list", "--limit", "3", "--admin", "127.0.0.1:1", "--json");
        assertThat(Mmsysctl.verbFirst(new String[] {"--data=dir", "status"})).containsExactly("status", "--data=dir");
        assertThat(Mmsysctl.verbFirst(new String[] {"--help"})).containsExactly("--help");
        assertThat(Mmsysctl.verbFirst(new String[] {"--admin"})).containsExactly("--admin");
    }
}
