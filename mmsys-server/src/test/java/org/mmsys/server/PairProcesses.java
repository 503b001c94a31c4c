package org.mmsys.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mmsys.core.journal.Sha256;
import org.mmsys.server.ctl.ClusterDirectories;
import org.mmsys.server.json.Json;
import org.mmsys.testkit.Cable;
import org.mmsys.testkit.FreePorts;
import org.mmsys.testkit.ServerFixture;

/** The two halves of {@code s1}, with a witness or alone, each a process of its own, on ports that were free. */
@SuppressWarnings("NullAway")
final class PairProcesses implements AutoCloseable {
    static final String PRIMARY = "s1/primary";
    static final String BACKUP = "s1/backup";
    static final String WITNESS = "w1/witness";
    static final List<String> HALVES = List.of(PRIMARY, BACKUP);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> ALARMS =
            List.of("committed message lost", "came without a body", "the thread of the pair failed");
    private static final List<String> SERVICES = List.of("smtp", "pop3", "replica", "registry");

    private final Path dir;
    private final boolean lone;
    private final Map<String, Map<String, Integer>> ports = new TreeMap<>();
    private final Map<String, ServerFixture> running = new TreeMap<>();
    /** By who uses them, then whom they lead to. */
    private final Map<String, Map<String, List<Wire>>> wires = new TreeMap<>();

    private final Map<String, Map<String, String>> environments = new HashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /** A cable that carries one service. */
    private static final class Wire {
        private final String service;
        private final Cable cable;
        private boolean there = true;
        private boolean back = true;

        Wire(String service, int target) throws IOException {
            this.service = service;
            this.cable = new Cable(target);
        }

        synchronized void pass(String which, Optional<Boolean> thither, Optional<Boolean> hither) {
            if (which.isEmpty() || which.equals(service)) {
                there = thither.orElse(there);
                back = hither.orElse(back);
                cable.pass(there, back);
            }
        }
    }

    PairProcesses(Path dir) throws IOException {
        this(dir, false);
    }

    /** Without a witness: {@code pair.mode = consistent}. */
    static PairProcesses alone(Path dir) throws IOException {
        return new PairProcesses(dir, true);
    }

    private PairProcesses(Path dir, boolean lone) throws IOException {
        this.dir = dir;
        this.lone = lone;
        List<String> nodes = lone ? HALVES : List.of(PRIMARY, BACKUP, WITNESS);
        List<String> services = lone ? List.of("smtp", "pop3", "replica") : SERVICES;
        ClusterDirectories.make(dir.resolve("cluster"), nodes);
        for (String node : nodes) {
            Map<String, Integer> own = new LinkedHashMap<>();
            for (String service : node.equals(WITNESS) ? List.of("registry") : services) {
                own.put(service, FreePorts.next());
            }
            ports.put(node, own);
        }
    }

    /** From now on every connection between two nodes goes over a cable of its own. */
    PairProcesses wired() throws IOException {
        for (String user : ports.keySet()) {
            Map<String, List<Wire>> own = new TreeMap<>();
            for (String node : ports.keySet()) {
                List<Wire> leading = new ArrayList<>();
                for (Map.Entry<String, Integer> port : ports.get(node).entrySet()) {
                    if (!node.equals(user)) {
                        leading.add(new Wire(port.getKey(), port.getValue()));
                    }
                }
                own.put(node, leading);
            }
            wires.put(user, own);
        }
        return this;
    }

    /** Cuts or mends what this node sends to that one over a service, whoever has made the connection; "" is every service. */
    void pass(boolean passes, String from, String to, String service) {
        wires.get(from).get(to).forEach(wire -> wire.pass(service, Optional.of(passes), Optional.empty()));
        wires.get(to).get(from).forEach(wire -> wire.pass(service, Optional.empty(), Optional.of(passes)));
    }

    /** Cuts or mends both directions between two nodes. */
    void connect(boolean connected, String one, String other, String service) {
        pass(connected, one, other, service);
        pass(connected, other, one, service);
    }

    /** Sends a signal to a node, such as STOP. */
    void signal(String name, String signal) throws IOException, InterruptedException {
        Tool.run(dir, "", "kill", "-" + signal, String.valueOf(node(name).pid()))
                .orFail();
    }

    /** Both halves have this setting from their next start on. */
    void setting(String key, String value) {
        settings.put(key, value);
    }

    /** Starts a node that ends by itself; its exit code. */
    int startInVain(String name) throws IOException {
        try (ServerFixture vain = launch(name).start()) {
            return vain.awaitExit(LIMIT);
        }
    }

    /** A node ends by itself; its exit code. */
    int awaitExit(String name) {
        return running.remove(name).awaitExit(LIMIT);
    }

    /** What {@code mmsysctl} says to a node, and how it ends. */
    Tool.Result ctl(String name, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ServerFixture.testClassPath(),
                "org.mmsys.server.ctl.Mmsysctl"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data(name).toString()));
        return Tool.run(dir, "", Map.of(), command);
    }

    /** A node has these variables from its next start on. */
    void environment(String name, Map<String, String> variables) {
        environments.put(name, variables);
    }

    static String other(String half) {
        return half.equals(PRIMARY) ? BACKUP : PRIMARY;
    }

    PairLoad.Door door(String half) {
        Map<String, Integer> own = ports.get(half);
        return new PairLoad.Door(own.get("smtp"), own.get("pop3"));
    }

    Path data(String node) {
        return dir.resolve(node.replace('/', '-'));
    }

    /** Lines of a log that no fault may bring about: mail that was acknowledged is missing here, or a rule of the pair is broken. */
    List<String> alarms() throws IOException {
        List<String> found = new ArrayList<>();
        for (String half : HALVES) {
            Path file = data(half).resolve("log").resolve("server.log");
            try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                lines.filter(line -> ALARMS.stream().anyMatch(line::contains)).forEach(found::add);
            }
        }
        return found;
    }

    ServerFixture node(String name) {
        return running.get(name);
    }

    void start(String... names) throws IOException {
        for (String name : names) {
            running.put(name, launch(name).start());
        }
        for (String name : names) {
            running.get(name).awaitReady(LIMIT);
        }
    }

    void kill(String... names) {
        for (String name : names) {
            running.remove(name).killHard();
        }
    }

    /** SIGTERM; the exit code. */
    int stop(String name) {
        return running.remove(name).stop(Duration.ofSeconds(30));
    }

    private ServerFixture.Launch launch(String name) {
        List<String> arguments = new ArrayList<>();
        String server = name.substring(0, name.indexOf('/'));
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server", server);
        options.put("data", data(name).toString());
        options.put(
                "cluster.dir",
                dir.resolve("cluster").resolve(name.replace('/', '-')).toString());
        options.put("admin", "127.0.0.1:0");
        if (lone) {
            options.put("pair.mode", "consistent");
        }
        if (name.equals(WITNESS)) {
            options.put("witness", "yes");
        } else {
            options.put("role", name.substring(name.indexOf('/') + 1));
            options.put("domain", SampleNode.DOMAIN);
            options.put("smtp.sender-check", "username");
            options.put("accounts.seed-file", seeds());
            options.putAll(settings);
        }
        ports.get(name).forEach((service, port) -> options.put(service, "127.0.0.1:" + port));
        options.forEach((option, value) -> arguments.addAll(List.of("--" + option, value)));
        ports.forEach((node, own) -> {
            StringBuilder line = new StringBuilder(node + "=127.0.0.1");
            own.forEach((service, port) ->
                    line.append(',').append(service).append('=').append(way(name, node, service, port)));
            arguments.addAll(List.of("--node", line.toString()));
        });
        return SampleNode.bare(dir, "256m", arguments).with(environments.getOrDefault(name, Map.of()));
    }

    private int way(String user, String node, String service, int port) {
        return wires.getOrDefault(user, Map.of()).getOrDefault(node, List.of()).stream()
                .filter(wire -> wire.service.equals(service))
                .findFirst()
                .map(wire -> wire.cable.port())
                .orElse(port);
    }

    private static String seeds() {
        return Path.of("..", "etc", "seeds").toAbsolutePath().normalize().toString();
    }

    /** What the status page of a half says of the pair; empty while the node cannot be asked. */
    Map<?, ?> pair(String half) {
        try {
            return Json.read(status(half)) instanceof Map<?, ?> status
                            && status.get("pair") instanceof Map<?, ?> members
                    ? members
                    : Map.of();
        } catch (IOException cutShort) {
            return Map.of();
        }
    }

    /** The status page of a half; an empty object while the node cannot be asked. */
    String status(String half) {
        try {
            return http.send(request(half, "/status").build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notThere) {
            return "{}";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "{}";
        }
    }

    private HttpRequest.Builder request(String half, String path) throws IOException {
        String token = Files.readString(data(half).resolve("admin.token")).strip();
        String address = Files.readString(data(half).resolve("admin.address")).strip();
        return HttpRequest.newBuilder(URI.create("http://" + address + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20));
    }

    /** An order to a half: the status of the answer. */
    int order(String half, String path, String json) throws Exception {
        HttpRequest request = request(half, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    boolean is(String half, String role) {
        return role.equals(pair(half).get("role"));
    }

    /** The half that has the office; waits for one. */
    String awaitPrimary() throws Exception {
        String[] found = {""};
        HalfFixture.await("a primary", LIMIT, () -> {
            for (String half : HALVES) {
                if (running.containsKey(half)
                        && String.valueOf(pair(half).get("role")).startsWith("primary")) {
                    found[0] = half;
                }
            }
            return !found[0].isEmpty();
        });
        return found[0];
    }

    /** Waits until both have everything; who is primary then. */
    String awaitDuo() throws Exception {
        String[] found = {""};
        HalfFixture.await("both in sync", LIMIT, () -> {
            for (String half : HALVES) {
                if (is(half, "primary-duo") && is(other(half), "backup")) {
                    found[0] = half;
                }
            }
            return !found[0].isEmpty();
        });
        return found[0];
    }

    /** All mail files of a half with their digests, by their path. */
    Map<String, String> tree(String half) throws IOException {
        Path mail = data(half).resolve("mail");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(mail)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(mail.relativize(file).toString(), digest(file));
            }
        }
        return files;
    }

    private static String digest(Path file) throws IOException {
        try {
            return Sha256.over(Files.readAllBytes(file)).toString();
        } catch (NoSuchFileException gone) {
            return "moved meanwhile"; // so that it is looked at again
        }
    }

    @Override
    public void close() throws IOException {
        running.values().forEach(ServerFixture::close);
        for (Map<String, List<Wire>> own : wires.values()) {
            for (List<Wire> leading : own.values()) {
                for (Wire wire : leading) {
                    wire.cable.close();
                }
            }
        }
    }
}
