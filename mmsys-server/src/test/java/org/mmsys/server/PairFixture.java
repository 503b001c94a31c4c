package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.replica.registry.LocalRegistry;
import org.mmsys.server.ctl.ClusterDirectories;
import org.mmsys.testkit.Cable;
import org.mmsys.testkit.FreePorts;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** Both halves of a pair in this process, with sockets and disks of their own, and one registry in a file or the one vote. */
@SuppressWarnings("NullAway")
final class PairFixture implements AutoCloseable {
    static final int WAIT_MS = 20_000;
    private static final List<String> SERVICES = List.of("smtp", "pop3", "replica");

    final Map<Half, PairAssembly> nodes = new EnumMap<>(Half.class);
    final List<String> ended = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Path dir;
    private final boolean lone;
    private final String mode;
    /** By who uses it: the way to the other half's replication port. */
    private final Map<Half, Cable> cables = new EnumMap<>(Half.class);

    private final LocalRegistry registry;
    private final Map<Half, Map<String, Integer>> ports = new EnumMap<>(Half.class);

    PairFixture(Path dir) throws IOException {
        this(dir, false);
    }

    /** @param lone whether the pair has to decide by itself */
    PairFixture(Path dir, boolean lone) throws IOException {
        this(dir, lone, "consistent");
    }

    /** A lone pair whose cable can be cut. */
    static PairFixture available(Path dir) throws IOException {
        PairFixture pair = new PairFixture(dir, true, "available");
        pair.cables.put(Half.PRIMARY, new Cable(pair.port(Half.BACKUP, "replica")));
        pair.cables.put(Half.BACKUP, new Cable(pair.port(Half.PRIMARY, "replica")));
        return pair;
    }

    private PairFixture(Path dir, boolean lone, String mode) throws IOException {
        this.mode = mode;
        this.dir = dir;
        this.lone = lone;
        this.registry = LocalRegistry.open(dir.resolve("registry"));
        ClusterDirectories.make(dir.resolve("cluster"), List.of("s1/primary", "s1/backup"));
        Files.writeString(dir.resolve("seeds"), "ann:secret\nbob:secret\n");
        for (Half half : List.of(Half.PRIMARY, Half.BACKUP)) {
            Map<String, Integer> own = new LinkedHashMap<>();
            for (String service : SERVICES) {
                own.put(service, FreePorts.next());
            }
            ports.put(half, own);
        }
    }

    Path data(Half half) {
        return dir.resolve("data-" + word(half));
    }

    int port(Half half, String service) {
        return ports.get(half).get(service);
    }

    PairAssembly node(Half half) {
        return nodes.get(half);
    }

    void start(Half half) throws Exception {
        List<ProtocolProvider> providers = ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server", "s1");
        options.put("role", word(half));
        options.put("data", data(half).toString());
        options.put("domain", "pair.test");
        options.put("cluster.dir", dir.resolve("cluster/s1-" + word(half)).toString());
        options.put("accounts.seed-file", dir.resolve("seeds").toString());
        if (lone) {
            options.put("pair.mode", mode);
            options.putAll(settings);
        } else {
            options.put(
                    "registry",
                    "127.0.0.1:1"); // the configuration has voters; nobody listens, the registry is the test's own
        }
        options.put("smtp.sender-check", "username");
        ports.get(half).forEach((service, port) -> options.put(service, "127.0.0.1:" + port));
        Half other = half == Half.PRIMARY ? Half.BACKUP : Half.PRIMARY;
        StringBuilder line = new StringBuilder("s1/" + word(other) + "=127.0.0.1");
        ports.get(other)
                .forEach((service, port) -> line.append(',')
                        .append(service)
                        .append('=')
                        .append(
                                service.equals("replica") && cables.containsKey(half)
                                        ? cables.get(half).port()
                                        : port));
        options.put("node", lone ? line.toString() : line + ",registry=2\nw1/witness=127.0.0.1,registry=3");
        List<String> mistakes = new ArrayList<>();
        Optional<ServerPlan> plan = new ConfigCheck(providers).plan(Optional.empty(), options, mistakes);
        if (plan.isEmpty()) {
            throw new IllegalStateException(mistakes.toString());
        }
        RoleSwitch.Ending ending = (code, why) -> ended.add(half + " " + code + " " + why);
        PairRegistry own = lone
                ? PairRegistries.open(plan.get(), ending).orElseThrow()
                : new PairRegistry(new Unclosed(registry), half == Half.PRIMARY, () -> {}, new AllWell());
        nodes.put(half, PairAssembly.assemble(plan.get(), providers, own, ending));
    }

    /** Both halves have this setting from their next start on. */
    void setting(String key, String value) {
        settings.put(key, value);
    }

    /** Cuts or mends the cable between the halves. */
    void connect(boolean connected) {
        cables.values().forEach(cable -> cable.pass(connected, connected));
    }

    /** Ends a half without a word to the other one. */
    void crash(Half half) {
        nodes.remove(half).close(Duration.ZERO);
    }

    void deliver(Half at, String token) throws IOException {
        try (SmtpTestClient smtp = SmtpTestClient.open(port(at, "smtp"), WAIT_MS)) {
            byte[] message = ("Message-ID: <" + token + "@client.test>\r\nSubject: " + token + "\r\n\r\n" + token
                            + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            SmtpTestClient.Reply reply = smtp.deliver("ann@pair.test", List.of("ann@pair.test"), message);
            if (reply.code() != 250) {
                throw new AssertionError(reply.toString());
            }
        }
    }

    /** Comes back, as clients do, while the half that has just begun to serve may show nothing yet. */
    List<Pop3TestClient.Scan> scan(Half at) throws Exception {
        List<Pop3TestClient.Scan> scan = new ArrayList<>();
        HalfFixture.await("mail is shown", () -> {
            try (Pop3TestClient pop3 = Pop3TestClient.open(port(at, "pop3"), WAIT_MS)) {
                pop3.ok("USER ann");
                String answer = pop3.command("PASS secret");
                if (answer.startsWith("-ERR [SYS/TEMP]")) {
                    return false;
                }
                assertThat(answer).startsWith("+OK");
                scan.addAll(pop3.scan());
                pop3.ok("QUIT");
                return true;
            }
        });
        return scan;
    }

    /** Waits until the half's status shows this role. */
    void await(Half half, String role) throws Exception {
        HalfFixture.await(half + " is " + role + ", not " + node(half).details().get("pair"), () -> {
            Object pair = node(half).details().get("pair");
            return pair instanceof Map<?, ?> members && role.equals(members.get("role"));
        });
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> node.close(Duration.ZERO));
        for (Cable cable : cables.values()) {
            try {
                cable.close();
            } catch (IOException broken) {
                throw new java.io.UncheckedIOException(broken);
            }
        }
    }

    static String word(Half half) {
        return half.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static final class AllWell implements PairRegistry.Health {
        @Override
        public String voters() {
            return "1/1";
        }

        @Override
        public List<String> concerns() {
            return List.of();
        }

        @Override
        public List<String> explain() {
            return List.of("one file");
        }
    }
}
