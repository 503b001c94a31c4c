package org.mmsys.replica.registry.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.testkit.FreePorts;

/** The nodes of a system in one process, each with its directories; opened and closed one by one. */
@SuppressWarnings({"AddressSelection", "NullAway"})
final class VoterGroup implements AutoCloseable {
    static final NodeName S1_PRIMARY = name("s1/primary");
    static final NodeName S1_BACKUP = name("s1/backup");
    static final NodeName S2_PRIMARY = name("s2/primary");
    static final NodeName W1 = name("w1/witness");

    private final Path directory;
    private final List<NodeName> voters;
    private final RatisTiming timing;
    private final List<Members.Member> members = new ArrayList<>();
    private final Map<NodeName, RatisRegistry> open = new LinkedHashMap<>();
    private final List<String> diskFailures = new ArrayList<>();

    VoterGroup(Path directory, List<NodeName> voters, List<NodeName> others) throws Exception {
        this(directory, voters, others, RatisTiming.DEFAULT);
    }

    VoterGroup(Path directory, List<NodeName> voters, List<NodeName> others, RatisTiming timing) throws Exception {
        this.directory = directory;
        this.voters = voters;
        this.timing = timing;
        List<NodeName> all = new ArrayList<>(voters);
        all.addAll(others);
        ClusterFiles files = new ClusterFiles(directory.resolve("cluster"), InstantSource.system());
        for (NodeName node : files.write(all)) {
            Files.createFile(files.of(node).resolve(BootstrapTicket.FILE));
            members.add(new Members.Member(node, "127.0.0.1", Map.of(Service.REGISTRY, FreePorts.next())));
        }
    }

    static NodeName name(String text) {
        return NodeName.parse(text).orElseThrow();
    }

    /** Between registries that take a while on a machine with much to do. */
    static RatisTiming patient() {
        return new RatisTiming(
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofMillis(100),
                Duration.ofMillis(500));
    }

    Path clusterDirectory(NodeName node) {
        return new ClusterFiles(directory.resolve("cluster"), InstantSource.system()).of(node);
    }

    Path data(NodeName node) {
        return directory.resolve(node.toString().replace('/', '-')).resolve("registry");
    }

    BootstrapTicket ticket(NodeName node) {
        return new BootstrapTicket(clusterDirectory(node));
    }

    int port(NodeName node) {
        return new Members(node, members).find(node).orElseThrow().ports().get(Service.REGISTRY);
    }

    RatisSettings settings(NodeName node) throws IOException, GeneralSecurityException {
        return new RatisSettings(
                new Members(node, members),
                voters,
                NodeIdentity.load(clusterDirectory(node)),
                ticket(node),
                data(node),
                Optional.of(new InetSocketAddress("127.0.0.1", port(node))).filter(any -> voters.contains(node)),
                timing);
    }

    RatisRegistry open(NodeName node) throws IOException, GeneralSecurityException {
        RatisRegistry registry = RatisRegistry.open(settings(node), diskFailures::add);
        open.put(node, registry);
        return registry;
    }

    VoterGroup openAll() throws Exception {
        for (Members.Member member : members) {
            open(member.name());
        }
        return this;
    }

    RatisRegistry of(NodeName node) {
        return open.get(node);
    }

    void close(NodeName node) {
        end(open.remove(node));
    }

    /** All at once: each waits for threads of its own. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> closing = open.values().stream()
                .map(registry -> CompletableFuture.runAsync(() -> end(registry), task -> new Thread(task).start()))
                .toList();
        open.clear();
        closing.forEach(CompletableFuture::join);
    }

    private static void end(RatisRegistry registry) {
        registry.close();
        try {
            assertThat(registry.awaitEnd(Duration.ofSeconds(60))).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
