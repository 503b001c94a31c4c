package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.ratis.BootstrapTicket;
import org.mmsys.replica.registry.ratis.RatisRegistry;
import org.mmsys.replica.registry.ratis.RatisSettings;
import org.mmsys.replica.registry.ratis.RatisTiming;
import org.mmsys.server.ctl.ClusterDirectories;
import org.mmsys.testkit.FreePorts;
import org.mmsys.testkit.ServerFixture;

/** A witness as a process of its own; the halves of the pair vote in the test's. */
@SuppressWarnings({"NullAway", "AddressSelection"})
final class WitnessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> NODES = List.of("s1/primary", "s1/backup", "w1/witness");

    @TempDir
    Path dir;

    private final List<Members.Member> members = new ArrayList<>();

    @Test
    @SuppressWarnings("try") // one half is closed early on purpose
    void witnessAndOneHalfAreAMajority() throws Exception {
        prepare();
        try (ServerFixture witness = witness().startAndAwait(LIMIT);
                RatisRegistry primary = open("s1/primary");
                RatisRegistry backup = open("s1/backup")) {
            assertThat(witness.readyValues())
                    .containsEntry("server", "w1")
                    .containsEntry("role", "witness")
                    .containsEntry("registry", "127.0.0.1:" + port("w1/witness"))
                    .containsKey("admin");
            assertThat(change(primary, 0)).isEqualTo(new Change.Applied());
            backup.close();
            assertThat(change(primary, 1)).isEqualTo(new Change.Applied());
            assertThat(page(witness, "/health/live")).contains("live");
            assertThat(page(witness, "/status")).contains("\"role\":\"witness\"", "\"votes\":true", "s1-primary");
            assertThat(Files.exists(dir.resolve("w1/mail"))).isFalse();

            witness.killHard();
            assertThat(primary.read("pair/s1").get(1, TimeUnit.MINUTES)).isInstanceOf(Reading.Unavailable.class);
            try (ServerFixture again = witness().startAndAwait(LIMIT)) {
                assertThat(change(primary, 2)).isEqualTo(new Change.Applied());
                assertThat(again.stop(LIMIT)).isZero();
            }
        }
        assertThat(new BootstrapTicket(dir.resolve("cluster/w1-witness")).present())
                .isFalse();
    }

    /** Tries for a while: there may be no leader yet. */
    private static Change change(RatisRegistry registry, long version) throws Exception {
        Change change = registry.cas("pair/s1", version, new byte[] {1}).get(1, TimeUnit.MINUTES);
        for (int i = 0; i < 30 && change instanceof Change.Unknown; i++) {
            change = registry.cas("pair/s1", version, new byte[] {1}).get(1, TimeUnit.MINUTES);
        }
        return change instanceof Change.Conflict conflict
                        && conflict.current()
                                .filter(found -> found.version() == version + 1)
                                .isPresent()
                ? new Change.Applied() // an earlier try of ours, whose answer was lost
                : change;
    }

    private void prepare() throws IOException {
        ClusterDirectories.make(dir.resolve("cluster"), NODES);
        for (String node : NODES) {
            members.add(new Members.Member(
                    NodeName.parse(node).orElseThrow(), "127.0.0.1", Map.of(Service.REGISTRY, FreePorts.next())));
        }
    }

    private int port(String node) {
        return new Members(members.get(0).name(), members)
                .find(NodeName.parse(node).orElseThrow())
                .orElseThrow()
                .ports()
                .get(Service.REGISTRY);
    }

    private ServerFixture.Launch witness() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--witness", "--server", "w1", "--data"));
        arguments.add(dir.resolve("w1").toString());
        arguments.addAll(
                List.of("--cluster.dir", dir.resolve("cluster/w1-witness").toString()));
        arguments.addAll(List.of("--registry", "127.0.0.1:" + port("w1/witness"), "--admin", "127.0.0.1:0"));
        for (String half : List.of("s1/primary", "s1/backup")) {
            arguments.addAll(List.of("--node", half + "=127.0.0.1,registry=" + port(half)));
        }
        return SampleNode.bare(dir, "64m", arguments);
    }

    private RatisRegistry open(String node) throws Exception {
        NodeName name = NodeName.parse(node).orElseThrow();
        Path cluster = dir.resolve("cluster").resolve(node.replace('/', '-'));
        return RatisRegistry.open(
                new RatisSettings(
                        new Members(name, members),
                        members.stream().map(Members.Member::name).toList(),
                        NodeIdentity.load(cluster),
                        new BootstrapTicket(cluster),
                        dir.resolve(node).resolve("registry"),
                        Optional.of(new InetSocketAddress("127.0.0.1", port(node))),
                        RatisTiming.DEFAULT),
                failed -> {});
    }

    private String page(ServerFixture node, String path) throws Exception {
        String token = Files.readString(dir.resolve("w1/admin.token")).strip();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port("admin") + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
