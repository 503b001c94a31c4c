package org.mmsys.server;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mmsys.core.route.ClusterView.NodeState;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections that lead to a node which has fallen silent.
 *
 * <p>When a process dies its machine closes its connections; when the machine dies nobody does. A session that came through it
 * would hold its maildrop until its idle time is over, and its user, who is back through another node, would hear that the
 * maildrop is in use. Only connections on which nothing has come since the node was lost are ended. One thread.
 */
final class SilentNodes {
    /** The other half sends heartbeats all the time. */
    static final Duration OTHER_HALF = Duration.ofSeconds(1);

    /** Other servers are asked every ten seconds at least. */
    static final Duration PEER = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(SilentNodes.class);

    private final Supplier<List<NodeState>> view;
    private final Connections connections;
    private final LongSupplier nanoTime;
    private boolean otherHalfGivenUp;

    /** What is open; each says how many it ended. */
    interface Connections {
        int endUnheard(NodeName node, long sinceNanos);

        int endUnheardRelays(long sinceNanos);
    }

    /** @param nanoTime the clock by which connections tell when they were last heard */
    SilentNodes(Supplier<List<NodeState>> view, Connections connections, LongSupplier nanoTime) {
        this.view = view;
        this.connections = connections;
        this.nanoTime = nanoTime;
    }

    /** Now and then: nodes of other servers that were called in vain and have not answered since. */
    void lookAtPeers() {
        for (NodeState state : view.get()) {
            if (state.failures() > 0 && state.failedFor().compareTo(PEER) >= 0) {
                ended(
                        connections.endUnheard(
                                state.node(),
                                nanoTime.getAsLong() - state.failedFor().toNanos()),
                        state.node().toString());
            }
        }
    }

    /** Often: the other half was last heard then. */
    void lookAtOtherHalf(long heardAt) {
        boolean lost = nanoTime.getAsLong() - heardAt >= OTHER_HALF.toNanos();
        if (lost && !otherHalfGivenUp) {
            ended(connections.endUnheardRelays(heardAt), "the other half");
        }
        otherHalfGivenUp = lost;
    }

    private static void ended(int count, String node) {
        if (count > 0) {
            log.atInfo()
                    .addKeyValue("node", node)
                    .addKeyValue("connections", count)
                    .log("connections of a silent node ended");
        }
    }
}
