package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mmsys.server.ctl.ClusterDirectories;
import org.mmsys.testkit.FreePorts;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;

/**
 * The sample system as processes of their own, on free ports, in a directory of the test.
 *
 * <p>Nodes are named as in certificates, {@code s1/primary}; {@code s1} alone means its primary. Accounts are those of
 * {@code etc/cluster.seeds}: instructor on s1, ta on s2, cis505 on s3. Owned by one test; closing kills all processes.
 */
final class ClusterFixture implements AutoCloseable {
    static final List<String> PRIMARIES = List.of("s1/primary", "s2/primary", "s3/primary");
    static final List<String> ALL =
            List.of("s1/primary", "s2/primary", "s3/primary", "s1/backup", "s2/backup", "s3/backup");

    private static final Path ETC = Path.of("..", "etc").toAbsolutePath().normalize();
    private static final List<String> SERVICES = List.of("smtp", "submission", "smtps", "pop3", "pop3s", "accounts");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path dir;
    private final List<String> more;
    private final Map<String, Map<String, Integer>> ports = new TreeMap<>();
    private final Map<Integer, Integer> detours = new HashMap<>();
    private final Map<String, ServerFixture> running = new HashMap<>();

    private ClusterFixture(Path dir, List<String> nodes, List<String> more) throws IOException {
        this.dir = dir;
        this.more = List.copyOf(more);
        for (String node : nodes) {
            Map<String, Integer> own = new LinkedHashMap<>();
            for (String service : SERVICES) {
                own.put(service, FreePorts.next());
            }
            ports.put(node, own);
        }
        ClusterDirectories.make(dir.resolve("cluster"), nodes);
    }

    /** Three primaries, started and greeting; the pairs of option and value are added to each node, and win. */
    static ClusterFixture start(Path dir, String... more) throws IOException {
        return start(dir, PRIMARIES, more);
    }

    /** These nodes, started and greeting. */
    static ClusterFixture start(Path dir, List<String> nodes, String... more) throws IOException {
        ClusterFixture cluster = prepare(dir, nodes, more);
        try {
            cluster.startAll();
            return cluster;
        } catch (IOException | AssertionError notStarted) {
            cluster.close();
            throw notStarted;
        }
    }

    /** These nodes with ports and certificates, none of them started. */
    static ClusterFixture prepare(Path dir, List<String> nodes, String... more) throws IOException {
        return new ClusterFixture(dir, nodes, List.of(more));
    }

    /** Starts every node that does not run, all at once, and waits until they are ready. */
    void startAll() throws IOException {
        List<ServerFixture> started = new ArrayList<>();
        for (String node : ports.keySet()) {
            if (!running.containsKey(node)) {
                ServerFixture process = launch(node).start();
                running.put(node, process);
                started.add(process);
            }
        }
        started.forEach(process -> process.awaitReady(START_LIMIT));
    }

    /** Starts one node again, or for the first time; its ports stay the same. */
    ServerFixture startNode(String node) throws IOException {
        ServerFixture process = launch(full(node)).startAndAwait(START_LIMIT);
        running.put(full(node), process);
        return process;
    }

    /** SIGKILL. */
    void kill(String node) {
        process(node).killHard();
        running.remove(full(node));
    }

    /** SIGTERM; the exit code. */
    int stop(String node) {
        int exit = process(node).stop(Duration.ofSeconds(30));
        running.remove(full(node));
        return exit;
    }

    /** Stops a node and starts it again. */
    ServerFixture restart(String node) throws IOException {
        stop(node);
        return startNode(node);
    }

    /** The process of a node that runs. */
    ServerFixture process(String node) {
        ServerFixture process = running.get(full(node));
        if (process == null) {
            throw new AssertionError(node + " does not run");
        }
        return process;
    }

    /** The port of a service of a node, whether it runs or not. */
    int port(String node, String service) {
        Integer port = ports.getOrDefault(full(node), Map.of()).get(service);
        if (port == null) {
            throw new AssertionError("no " + service + " at " + node);
        }
        return port;
    }

    SmtpTestClient smtp(String node) throws IOException {
        return SmtpTestClient.open(port(node, "smtp"), SampleNode.TIMEOUT_MS);
    }

    /** A POP3 session that is logged in with the password of the sample accounts. */
    Pop3TestClient pop3(String node, String user) throws IOException {
        return Pop3TestClient.open(port(node, "pop3"), SampleNode.TIMEOUT_MS).login(user, SampleNode.PASSWORD);
    }

    /** The data directory of a node. */
    Path data(String node) {
        return dir.resolve(full(node).replace('/', '-')).resolve("data");
    }

    /** What a node is given as {@code cluster.dir}. */
    Path clusterDir(String node) {
        return dir.resolve("cluster").resolve(full(node).replace('/', '-'));
    }

    /** Everything a node has logged, files that are compressed left out. */
    String log(String node) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(data(node).resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    /** What a node is started with. */
    List<String> arguments(String node) {
        String[] name = full(node).split("/", -1);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--config", ETC.resolve("cluster.properties").toString());
        options.put("--server", name[0]);
        options.put("--role", name[1]);
        options.put("--data", data(node).toString());
        options.put("--cluster.dir", clusterDir(node).toString());
        options.put("--admin", "127.0.0.1:0");
        // Cheap on purpose: these tests are not about the cost of a password.
        options.put("--auth.pbkdf2-iterations", "4096");
        ports.getOrDefault(full(node), Map.of())
                .forEach((service, port) -> options.put("--" + service, "127.0.0.1:" + port));
        for (int i = 0; i < more.size(); i += 2) {
            options.put(more.get(i), more.get(i + 1));
        }
        List<String> arguments = new ArrayList<>();
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        ports.keySet().stream()
                .filter(other -> !other.equals(full(node)))
                .forEach(other -> arguments.addAll(List.of("--node", nodeLine(other))));
        return arguments;
    }

    /** A node as the others are told of it. */
    String nodeLine(String node) {
        StringBuilder line = new StringBuilder(full(node) + "=127.0.0.1");
        ports.getOrDefault(full(node), Map.of())
                .forEach((service, port) ->
                        line.append(",").append(service).append("=").append(detours.getOrDefault(port, port)));
        return line.toString();
    }

    /** The other nodes reach this service of the node through another port; before they are started. */
    void detour(String node, String service, int port) {
        detours.put(port(node, service), port);
    }

    @Override
    public void close() {
        running.values().forEach(ServerFixture::close);
        running.clear();
    }

    private ServerFixture.Launch launch(String node) throws IOException {
        Path home = Files.createDirectories(dir.resolve(node.replace('/', '-')));
        return new ServerFixture.Launch(
                "org.mmsys.server.MmsysMain",
                List.of(
                        "-Xmx96m",
                        "-ea",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=" + ETC.resolve("log4j2.xml")),
                arguments(node),
                home,
                Map.of());
    }

    private static String full(String node) {
        return node.contains("/") ? node : node + "/primary";
    }
}
