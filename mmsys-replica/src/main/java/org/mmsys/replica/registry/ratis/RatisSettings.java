package org.mmsys.replica.registry.ratis;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;

/**
 * What a node must know to take part in the registry of its system.
 *
 * @param members all nodes with their addresses; those of the voters are needed
 * @param voters the same, in the same order, on all nodes: see {@link Voters}
 * @param identity this node's own certificate
 * @param ticket this node's right to begin the registry anew
 * @param directory {@code DATA/registry}, where a voter keeps its log
 * @param listen where a voter listens; not needed by the others
 */
public record RatisSettings(
        Members members,
        List<NodeName> voters,
        NodeIdentity identity,
        BootstrapTicket ticket,
        Path directory,
        Optional<InetSocketAddress> listen,
        RatisTiming timing) {
    public RatisSettings {
        voters = List.copyOf(voters);
        if (voters.isEmpty() || voters.stream().distinct().count() < voters.size()) {
            throw new IllegalArgumentException("voters " + voters);
        }
        if (voters.contains(identity.name()) && listen.isEmpty()) {
            throw new IllegalArgumentException(identity.name() + " votes, but listens nowhere");
        }
    }

    /** This node. */
    public NodeName self() {
        return identity.name();
    }

    /** Whether this node is one of the voters. */
    public boolean votes() {
        return voters.contains(self());
    }
}
