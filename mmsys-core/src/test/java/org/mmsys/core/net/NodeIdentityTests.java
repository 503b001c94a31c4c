package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.NodeName;

class NodeIdentityTests {
    @TempDir
    Path directory;

    private TestCluster cluster;

    @BeforeEach
    void make() throws Exception {
        cluster = new TestCluster(directory);
    }

    @Test
    void saysWhoTheNodeIs() throws Exception {
        NodeIdentity identity = cluster.identity("s1/backup");
        assertThat(identity.name()).hasToString("s1/backup");
        assertThat(identity.pairKey().orElseThrow())
                .hasSize(32)
                .isEqualTo(cluster.identity("s1/primary").pairKey().orElseThrow())
                .isNotEqualTo(cluster.identity("s2/primary").pairKey().orElseThrow());
    }

    @Test
    void knowsTheNodesOfItsOwnSystemOnly() throws Exception {
        NodeIdentity identity = cluster.identity("s1/primary");
        TestCluster foreign = new TestCluster(Files.createDirectory(directory.resolve("foreign")));
        assertThat(identity.nodeOf(chain(cluster.identity("s2/backup")))).contains(TestCluster.node("s2/backup"));
        assertThat(identity.nodeOf(chain(foreign.identity("s2/backup")))).isEmpty();
        assertThat(identity.nodeOf(new Certificate[0])).isEmpty();
        assertThat(identity.nodeOf(new Certificate[] {identity.authorities().get(0)}))
                .isEmpty();
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        TestCluster old = new TestCluster(
                Files.createDirectory(directory.resolve("old")),
                Instant.now().minus(Duration.ofDays(30)),
                Duration.ofDays(20));
        assertThatThrownBy(() -> old.identity("s1/primary"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("s1-primary");
    }

    @Test
    void refusesKeysThatOthersCanRead() throws Exception {
        for (String file : List.of("node.key", "pair.key")) {
            Path key = cluster.of("s1/primary").resolve(file);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(() -> cluster.identity("s1/primary"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining(file)
                    .hasMessageContaining("rw-r-----");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(cluster.identity("s1/primary").name()).hasToString("s1/primary");
    }

    @Test
    void saysWhichFileIsMissingOrDoesNotFit() throws Exception {
        Path node = cluster.of("s1/primary");
        for (String file : List.of("ca.pem", "node.pem", "node.key")) {
            Path away = Files.move(node.resolve(file), directory.resolve("away"));
            assertThatThrownBy(() -> cluster.identity("s1/primary"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file);
            Files.copy(cluster.of("s2/primary").resolve(file), node.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            if (!file.equals("ca.pem")) {
                assertThatThrownBy(() -> cluster.identity("s1/primary"))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasMessageContaining("does not belong");
            }
            Files.move(away, node.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path pairKey = node.resolve("pair.key");
        Files.write(pairKey, new byte[31]);
        assertThatThrownBy(() -> cluster.identity("s1/primary")).hasMessageContaining("32 octets");
        Files.delete(pairKey);
        assertThat(cluster.identity("s1/primary").pairKey()).isEmpty();
    }

    @Test
    void refusesAnotherSystemsAuthority() throws Exception {
        TestCluster foreign = new TestCluster(Files.createDirectory(directory.resolve("foreign")));
        Files.copy(
                foreign.of("s1/primary").resolve("ca.pem"),
                cluster.of("s1/primary").resolve("ca.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> cluster.identity("s1/primary")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void addsNodesAndNeverChangesWhatIsThere() throws Exception {
        ClusterFiles again = new ClusterFiles(directory.resolve("cluster"), InstantSource.system());
        byte[] before = Files.readAllBytes(cluster.of("s1/primary").resolve("node.key"));
        NodeName witness = TestCluster.node("w1/witness");
        NodeName late = TestCluster.node("s3/primary");
        assertThat(again.write(TestCluster.NODES)).isEmpty();
        assertThat(again.write(List.of(TestCluster.NODES.get(0), witness, late)))
                .containsExactly(witness, late);

        assertThat(Files.readAllBytes(cluster.of("s1/primary").resolve("node.key")))
                .isEqualTo(before);
        NodeIdentity identity = NodeIdentity.load(again.of(witness));
        assertThat(identity.pairKey()).isEmpty();
        assertThat(cluster.identity("s1/primary").nodeOf(chain(identity))).contains(witness);
        again.write(List.of(TestCluster.node("s3/backup")));
        assertThat(NodeIdentity.load(again.of(TestCluster.node("s3/backup")))
                        .pairKey()
                        .orElseThrow())
                .isEqualTo(NodeIdentity.load(again.of(late)).pairKey().orElseThrow());
    }

    @Test
    void keepsAllFilesToTheirOwner() throws Exception {
        try (Stream<Path> all = Files.walk(directory.resolve("cluster"))) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
        assertThat(directory.resolve("cluster/ca/ca.key")).exists();
        assertThat(cluster.of("s1/primary").resolve("ca.key")).doesNotExist();
    }

    private static Certificate[] chain(NodeIdentity identity) {
        return identity.pair().chain().toArray(new Certificate[0]);
    }
}
