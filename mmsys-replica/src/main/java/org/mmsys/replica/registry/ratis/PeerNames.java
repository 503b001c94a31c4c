package org.mmsys.replica.registry.ratis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;

/**
 * How the nodes of one system are called among the voters.
 *
 * <pre>
 * id      = server "-" half [ "." incarnation ]    ; s1-primary, w1-witness.4f0a92c1
 * address = "mmsys://" group "/" server "-" half   ; never host and port: {@link MemberResolver} knows those of today
 * </pre>
 *
 * <p>An incarnation is given to a voter that came back with an empty disk: it is another member than the one it was.
 */
record PeerNames(UUID system) {
    private static final int PREFERRED = 1;

    RaftGroupId group() {
        return RaftGroupId.valueOf(system);
    }

    /** The host part of a node's address, and what it is asked for in TLS. */
    static String host(NodeName node) {
        return node.server() + "-" + node.half().name().toLowerCase(Locale.ROOT);
    }

    /** The node behind the host part of an address. */
    static Optional<NodeName> ofHost(String host) {
        int hyphen = host.lastIndexOf('-');
        return hyphen < 0
                ? Optional.empty()
                : NodeName.parse(host.substring(0, hyphen) + "/" + host.substring(hyphen + 1));
    }

    /** The node behind an id. */
    static Optional<NodeName> ofId(String id) {
        int dot = id.indexOf('.');
        return ofHost(dot < 0 ? id : id.substring(0, dot));
    }

    /** The id of a voter that was there from the beginning; clients call every voter by it. */
    static RaftPeerId id(NodeName node) {
        return RaftPeerId.valueOf(host(node));
    }

    /** The same for one that came back with an empty disk. */
    static RaftPeerId id(NodeName node, String incarnation) {
        return RaftPeerId.valueOf(host(node) + "." + incarnation);
    }

    /** Backups and witnesses lead rather than primaries: the leader should not stand on the machine it must judge. */
    RaftPeer peer(NodeName node, RaftPeerId id) {
        return RaftPeer.newBuilder()
                .setId(id)
                .setAddress(MemberResolver.SCHEME + "://" + system + "/" + host(node))
                .setPriority(node.half() == Half.PRIMARY ? 0 : PREFERRED)
                .build();
    }

    List<RaftPeer> peers(List<NodeName> nodes) {
        return nodes.stream().map(node -> peer(node, id(node))).toList();
    }
}
