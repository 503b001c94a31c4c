package org.mmsys.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.observe.Metrics;
import org.mmsys.server.AdminHttp.Page;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A witness, put together: a voter of the registry and nothing else. It holds no mail and has no clients. */
final class WitnessAssembly implements NodeParts {
    private static final Logger log = LoggerFactory.getLogger(WitnessAssembly.class);

    private static final String EXPLAIN = "/pair/explain";

    private final Metrics metrics = new Metrics();
    private final RegistryChoice registry;

    private WitnessAssembly(RegistryChoice registry) {
        this.registry = registry;
    }

    /** Opens the log and the port of the voter. Main thread. */
    static WitnessAssembly assemble(ServerPlan plan) throws StartFailure {
        NodeIdentity identity =
                ClusterDirectory.identity(plan.clusterDirectory().orElseThrow(), plan.self());
        return new WitnessAssembly(RegistryChoice.open(plan, identity, WitnessAssembly::diskFailed));
    }

    /** Nothing that was promised may be forgotten: the process ends. */
    private static void diskFailed(String why) {
        log.atError().addKeyValue("cause", why).log("registry could not be written: this node ends");
        Runtime.getRuntime().halt(ExitCode.DISK.number());
    }

    @Override
    public Map<String, List<Integer>> ports() {
        return Map.of();
    }

    @Override
    public String role() {
        return "witness";
    }

    @Override
    public Optional<String> registry() {
        return Optional.of(registry.voters());
    }

    @Override
    public Optional<String> notReady() {
        return registry.undecided();
    }

    @Override
    public int sessions() {
        return 0;
    }

    @Override
    public long heldOctets() {
        return 0;
    }

    @Override
    public Optional<JournalHealth> journalHealth() {
        return Optional.empty();
    }

    @Override
    public List<String> concerns() {
        return registry.concerns();
    }

    @Override
    public Map<String, Object> details() {
        return Map.of("registry", registry.state().asMap());
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public Optional<AdminVerb> verb(String path) {
        return path.equals(EXPLAIN)
                ? Optional.of(new AdminVerb(EXPLAIN, List.of(), arguments -> explain()))
                : Optional.empty();
    }

    private Page explain() {
        return Page.done(Map.of("now", String.join(" ", registry.explain()), "reasons", List.of()));
    }

    @Override
    public void reloadTls() {
        // Nodes know each other by the certificates that they have read at their start.
    }

    @Override
    public void close(Duration drainTime) {
        registry.close();
    }
}
