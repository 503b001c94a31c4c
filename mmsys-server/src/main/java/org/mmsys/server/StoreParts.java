package org.mmsys.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.net.NetServer;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.route.NodeName;
import org.mmsys.server.AdminHttp.Page;

/** What all nodes with a store have in common: a {@link Foundation}, listeners, and now and then a {@link ServingHalf}. */
abstract class StoreParts implements NodeParts {
    private static final List<String> OF_THE_SERVING = List.of("/accounts/", "/queue/", "/fsck/");

    private static final long PEERS_LOOK_SECONDS = 2;

    private final Doors doors;
    private final SilentNodes silent;
    private volatile Foundation base;

    StoreParts(Foundation base) {
        this.base = base;
        this.doors = new Doors(base.net(), base.metrics());
        this.silent = new SilentNodes(base.view()::snapshot, connections(base.net()), System::nanoTime);
        var unused = base.timer()
                .scheduleWithFixedDelay(silent::lookAtPeers, PEERS_LOOK_SECONDS, PEERS_LOOK_SECONDS, TimeUnit.SECONDS);
        SystemState.gauges(
                base.metrics(), base.plan().members(), () -> serving().map(ServingHalf::state));
    }

    /** What serves now, if this node does. Any thread. */
    abstract Optional<ServingHalf> serving();

    final Foundation base() {
        return base;
    }

    /** The journal was opened anew. */
    final void renew(Foundation now) {
        base = now;
    }

    final Doors doors() {
        return doors;
    }

    /** Ends what leads to nodes that are silent. The timer. */
    final SilentNodes silent() {
        return silent;
    }

    private static SilentNodes.Connections connections(NetServer net) {
        return new SilentNodes.Connections() {
            @Override
            public int endUnheard(NodeName node, long sinceNanos) {
                return net.endUnheard(node, sinceNanos);
            }

            @Override
            public int endUnheardRelays(long sinceNanos) {
                return net.endUnheardRelays(sinceNanos);
            }
        };
    }

    @Override
    public final Map<String, List<Integer>> ports() {
        return doors.ports();
    }

    @Override
    public String role() {
        return "primary";
    }

    @Override
    public Optional<String> registry() {
        return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
        return Optional.empty();
    }

    @Override
    public final int sessions() {
        return base.net().sessions();
    }

    @Override
    public final long heldOctets() {
        return base.net().heldOctets();
    }

    @Override
    public final Optional<JournalHealth> journalHealth() {
        return Optional.of(base.journal().health());
    }

    @Override
    public List<String> concerns() {
        return serving()
                .map(half -> half.state().concerns())
                .map(ArrayList::new)
                .orElseGet(ArrayList::new);
    }

    @Override
    public Map<String, Object> details() {
        return serving()
                .map(half -> half.state().details())
                .map(LinkedHashMap::new)
                .orElseGet(LinkedHashMap::new);
    }

    @Override
    public final Metrics metrics() {
        return base.metrics();
    }

    @Override
    public Optional<AdminVerb> verb(String path) {
        Optional<ServingHalf> half = serving();
        if (half.isPresent()) {
            return half.get().verb(path);
        }
        return OF_THE_SERVING.stream().anyMatch(path::startsWith)
                ? Optional.of(new AdminVerb(path, List.of(), arguments -> Page.refused(503, notServing())))
                : Optional.empty();
    }

    /** What an administrator hears who asks the wrong node. */
    String notServing() {
        return "this node does not serve now; ask the other half";
    }

    @Override
    public final void reloadTls() {
        base.tls().reloadIfChanged();
    }
}
