package org.mmsys.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.ProtocolProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: what can be done with it from outside. */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final ServerPlan plan;
    private final NodeParts parts;
    private final Optional<AdminHttp> admin;

    private Node(ServerPlan plan, NodeParts parts, Optional<AdminHttp> admin) {
        this.plan = plan;
        this.parts = parts;
        this.admin = admin;
    }

    /** Puts the node together and opens its ports. Main thread. */
    static Node start(ServerPlan plan, List<ProtocolProvider> providers, RoleSwitch.Ending ending) throws StartFailure {
        plan.clusterDirectory()
                .ifPresent(directory ->
                        log.atInfo().addKeyValue("directory", directory).log("part of a system"));
        NodeParts parts = parts(plan, providers, ending);
        Optional<AdminHttp> admin = admin(plan, parts);
        Node node = new Node(plan, parts, admin);
        log.atInfo()
                .addKeyValue("version", Version.text())
                .addKeyValue("server", plan.server())
                .addKeyValue("role", parts.role())
                .addKeyValue("nodes", plan.members().all().size())
                .addKeyValue("data", plan.data())
                .log("ready");
        return node;
    }

    private static NodeParts parts(ServerPlan plan, List<ProtocolProvider> providers, RoleSwitch.Ending ending)
            throws StartFailure {
        if (plan.witness()) {
            return WitnessAssembly.assemble(plan);
        }
        Optional<PairRegistry> registry = PairRegistries.open(plan, ending);
        if (registry.isPresent() && plan.partner().isPresent()) {
            return PairAssembly.assemble(plan, providers, registry.get(), ending);
        }
        return plan.backup() ? BackupAssembly.assemble(plan) : ServerAssembly.assemble(plan, providers);
    }

    private static Optional<AdminHttp> admin(ServerPlan plan, NodeParts parts) throws StartFailure {
        if (plan.admin().isEmpty()) {
            return Optional.empty();
        }
        InetSocketAddress wanted = plan.admin().get();
        AdminVerb trace = new LogTrace(
                        plan.data().resolve("log"), Set.copyOf(plan.members().others()))
                .verb();
        try {
            AdminHttp http = new AdminHttp(
                    wanted,
                    plan.data().resolve("admin.token"),
                    new AdminPages(plan, parts).all(),
                    path -> path.equals(trace.path()) ? Optional.of(trace) : parts.verb(path));
            // For mmsysctl --data: nobody else needs it.
            Files.writeString(
                    plan.data().resolve("admin.address"), address(wanted.getHostString(), http.port()) + "\n");
            return Optional.of(http);
        } catch (IOException held) {
            parts.close(Duration.ZERO);
            throw new StartFailure(ExitCode.RESOURCE, "admin port " + wanted + ": " + held.getMessage(), held);
        }
    }

    /** The line that tells scripts that every port answers, and which they are. */
    String readyLine() {
        Map<String, List<String>> ports = new LinkedHashMap<>();
        plan.listeners().forEach(listener -> {
            List<String> written = ports.computeIfAbsent(listener.name(), name -> new ArrayList<>());
            List<Integer> bound = parts.ports().getOrDefault(listener.name(), List.of());
            int port = written.size() < bound.size() ? bound.get(written.size()) : 0;
            written.add(address(listener.address().getHostString(), port));
        });
        if (plan.witness()) {
            plan.settings()
                    .get(ServerKeys.REGISTRY)
                    .ifPresent(
                            voter -> ports.put("registry", List.of(address(voter.getHostString(), voter.getPort()))));
        }
        admin.ifPresent(http ->
                ports.put("admin", List.of(address(plan.admin().orElseThrow().getHostString(), http.port()))));
        StringBuilder line = new StringBuilder("ready server=" + plan.server() + " role=" + parts.role());
        parts.registry()
                .filter(voters -> parts.role().equals("waiting"))
                .ifPresent(voters -> line.append(" registry=").append(voters));
        ports.forEach(
                (name, addresses) -> line.append(' ').append(name).append('=').append(String.join(",", addresses)));
        return line.toString();
    }

    /** No new sessions; running transactions finish within the limit; everything is on disk. Any thread, once. */
    void stop() {
        log.atInfo().log("stopping");
        admin.ifPresent(AdminHttp::close);
        parts.close(plan.settings().get(ServerKeys.DRAIN_TIME));
        log.atInfo().log("stopped");
        org.apache.logging.log4j.LogManager.shutdown();
    }

    /** SIGHUP: the certificate is read again; of the other settings it is said which have changed and need a restart. */
    void reload(Optional<ServerPlan> again, List<String> mistakes, List<Key<?>> keys) {
        parts.reloadTls();
        if (again.isEmpty()) {
            mistakes.forEach(
                    mistake -> log.atError().addKeyValue("mistake", mistake).log("configuration not reloaded"));
            return;
        }
        List<String> changed = new ArrayList<>();
        for (Key<?> key : keys) {
            if (!plan.settings().get(key).equals(again.get().settings().get(key))) {
                changed.add(key.name());
            }
        }
        log.atInfo()
                .addKeyValue("certificate", "reloaded")
                .addKeyValue("needRestart", changed)
                .log("configuration read again");
    }

    private static String address(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
