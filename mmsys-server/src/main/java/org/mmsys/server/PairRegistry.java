package org.mmsys.server;

import java.util.List;
import java.util.Optional;
import org.mmsys.replica.registry.Registry;

/**
 * The registry that decides for a pair, as a node has it.
 *
 * @param registry closed by the node when it ends
 * @param mayFound whether this node may make the first record of its pair
 * @param founded told when the record of the pair names this node's disk: it will never be founded again
 * @param health how it is
 * @param lone the vote of a pair without a witness
 */
record PairRegistry(Registry registry, boolean mayFound, Runnable founded, Health health, Optional<LoneVote> lone) {
    /** One with voters of its own. */
    PairRegistry(Registry registry, boolean mayFound, Runnable founded, Health health) {
        this(registry, mayFound, founded, health, Optional.empty());
    }

    /** How the registry is; asked on any thread, must not wait. */
    interface Health {
        /** How many voters are heard, of how many: {@code 3/5}. */
        String voters();

        /** Why somebody should look. */
        List<String> concerns();

        /** In sentences, for the one who asks why. */
        List<String> explain();
    }
}
