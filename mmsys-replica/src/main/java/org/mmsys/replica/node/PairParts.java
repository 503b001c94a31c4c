package org.mmsys.replica.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairOptions;
import org.mmsys.replica.registry.Registry;

/**
 * What a node of a pair is made of.
 *
 * @param identity the certificate; its name must be that of the half in the options
 * @param listenAt where the other half connects to
 * @param partnerAt where the other half listens; asked before each attempt, and may resolve a name
 * @param promise the file of the promise, in a directory of this node's own
 * @param recordKey the pair's record in the registry
 * @param bulk what the other half may ask for beside the link; without one such calls are closed
 * @param fill copies the other half's tree
 */
public record PairParts(
        PairOptions options,
        NodeIdentity identity,
        InetSocketAddress listenAt,
        Supplier<InetSocketAddress> partnerAt,
        Path promise,
        Registry registry,
        String recordKey,
        Office office,
        Optional<BulkService> bulk,
        TreeFill fill,
        Metrics metrics) {

    public PairParts {
        NodeName.Half named = options.self() == Half.A ? NodeName.Half.PRIMARY : NodeName.Half.BACKUP;
        if (identity.name().half() != named) {
            throw new IllegalArgumentException(
                    "the certificate of " + identity.name() + " is not that of half " + options.self());
        }
        Registry.check(recordKey);
    }

    /** The other half, as its certificate names it. */
    NodeName partner() {
        NodeName own = identity.name();
        return new NodeName(
                own.server(), own.half() == NodeName.Half.PRIMARY ? NodeName.Half.BACKUP : NodeName.Half.PRIMARY);
    }
}
