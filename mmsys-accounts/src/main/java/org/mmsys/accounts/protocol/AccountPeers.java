package org.mmsys.accounts.protocol;

import java.util.Optional;

/** Who this node is among the nodes of the system, for its sessions. */
interface AccountPeers {
    /** The name of this node, the answer to an introduction. */
    String self();

    /** The other server to which this node belongs; empty when its word does not count here. */
    Optional<String> server(String node);
}
