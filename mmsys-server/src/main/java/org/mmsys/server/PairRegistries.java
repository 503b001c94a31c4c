package org.mmsys.server;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.net.NodeIdentity;

/** Opens the registry that a node's configuration names. */
final class PairRegistries {
    private PairRegistries() {}

    /**
     * The registry, or nothing when nobody votes: then no pair can be decided, and each node stays what it was told.
     *
     * @param ending for a registry whose disk fails
     * @throws StartFailure exit 2 when its port is held or its directory cannot be used
     */
    static Optional<PairRegistry> open(ServerPlan plan, RoleSwitch.Ending ending) throws StartFailure {
        if (!RegistryChoice.exists(plan)) {
            return Optional.empty();
        }
        NodeIdentity identity =
                ClusterDirectory.identity(plan.clusterDirectory().orElseThrow(), plan.self());
        RegistryChoice choice =
                RegistryChoice.open(plan, identity, why -> ending.end(ExitCode.DISK.number(), why));
        PairRegistry.Health health = new PairRegistry.Health() {
            @Override
            public String voters() {
                return choice.voters();
            }

            @Override
            public List<String> concerns() {
                return choice.concerns();
            }

            @Override
            public List<String> explain() {
                return choice.explain();
            }
        };
        return Optional.of(new PairRegistry(choice.registry(), choice.mayFound(), health, choice::ticketUsed));
    }
}
