package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/** How nodes that are part of a system start, and what they refuse. */
final class ClusterStartIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void threePrimariesStartEachWithItsOwnAccounts() throws IOException {
        try (ClusterFixture cluster = ClusterFixture.start(dir)) {
            assertThat(cluster.process("s2").readyValues())
                    .containsEntry("server", "s2")
                    .containsEntry("role", "primary")
                    .containsEntry("smtp", "127.0.0.1:" + cluster.port("s2", "smtp"));
            try (Pop3TestClient pop3 = cluster.pop3("s2", "ta")) {
                assertThat(pop3.scan()).isEmpty();
            }
            cluster.kill("s2");
            cluster.startNode("s2");
            assertThat(cluster.stop("s2")).isZero();
            assertThat(cluster.log("s2")).contains("server=s2", "nodes=2");
        }
    }

    @Test
    void aBackupPassesItsClientsOnToItsPrimary() throws IOException {
        try (ClusterFixture cluster = ClusterFixture.start(dir, List.of("s1/primary", "s1/backup"))) {
            assertThat(cluster.process("s1/backup").readyValues()).containsEntry("role", "backup");
            try (SmtpTestClient smtp = cluster.smtp("s1/backup")) {
                String address = SampleNode.address("instructor");
                smtp.deliver(address, List.of(address), SampleNode.message("relayed"));
                smtp.command("QUIT", 221);
            }
            try (Pop3TestClient pop3 = cluster.pop3("s1/backup", "instructor")) {
                assertThat(pop3.scan()).hasSize(1);
            }
            assertThat(cluster.data("s1/backup").resolve("mail")).doesNotExist();
            assertThat(cluster.stop("s1/backup")).isZero();
        }
    }

    @Test
    void refusesTheCertificateOfAnotherNode() throws IOException {
        try (ClusterFixture cluster = ClusterFixture.prepare(dir, ClusterFixture.PRIMARIES)) {
            List<String> arguments = new ArrayList<>(cluster.arguments("s1"));
            arguments.set(
                    arguments.indexOf("--cluster.dir") + 1,
                    cluster.clusterDir("s2").toString());
            try (ServerFixture node = SampleNode.bare(dir, "64m", arguments).start()) {
                assertThat(node.awaitExit(LIMIT)).isEqualTo(1);
                assertThat(node.output()).contains("s2/primary", "s1/primary");
            }
            assertThat(cluster.data("s1")).doesNotExist();
        }
    }

    @Test
    void wantsACertificateOnceThereAreOtherNodes() throws IOException {
        try (ClusterFixture cluster = ClusterFixture.prepare(dir, ClusterFixture.PRIMARIES)) {
            List<String> arguments = new ArrayList<>(cluster.arguments("s1"));
            int option = arguments.indexOf("--cluster.dir");
            arguments.subList(option, option + 2).clear();
            try (ServerFixture node = SampleNode.bare(dir, "64m", arguments).start()) {
                assertThat(node.awaitExit(LIMIT)).isEqualTo(1);
                assertThat(node.output()).contains("cluster.dir", "mmsysctl cluster init");
            }
        }
    }

    @Test
    void refusesADirectoryThatIsNotComplete() throws IOException {
        try (ClusterFixture cluster = ClusterFixture.prepare(dir, ClusterFixture.PRIMARIES)) {
            java.nio.file.Files.delete(cluster.clusterDir("s1").resolve("node.key"));
            try (ServerFixture node =
                    SampleNode.bare(dir, "64m", cluster.arguments("s1")).start()) {
                assertThat(node.awaitExit(LIMIT)).isEqualTo(2);
                assertThat(node.output()).contains("node.key");
            }
        }
    }
}
