package org.mmsys.server;

import java.util.Optional;

/** Opens the registry that a node's configuration names. */
final class PairRegistries {
    private PairRegistries() {}

    /**
     * The registry, or nothing when none is configured: then no pair can be decided, and each node stays what it was told.
     *
     * @param ending for a registry whose disk fails
     */
    static Optional<PairRegistry> open(ServerPlan plan, RoleSwitch.Ending ending) {
        return Optional.empty();
    }
}
