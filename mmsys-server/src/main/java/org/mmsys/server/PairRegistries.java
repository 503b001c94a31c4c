package org.mmsys.server;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.net.NodeIdentity;

/** The registry of a system of several nodes as a half of a pair has it. */
final class PairRegistries {
    private PairRegistries() {}

    /**
     * Opens it, or nothing where nobody votes: then no pair can be decided, and each node stays what it was told.
     *
     * <p>A pair that is alone decides by itself.
     *
     * @param ending told when the disk of a registry fails that is kept here
     */
    static Optional<PairRegistry> open(ServerPlan plan, RoleSwitch.Ending ending) throws StartFailure {
        if (plan.lonePair()) {
            return Optional.of(LoneVote.open(plan, ending));
        }
        boolean wanted = plan.partner().isPresent() || plan.voters().contains(plan.self());
        if (!RegistryChoice.exists(plan) || !wanted) {
            return Optional.empty();
        }
        NodeIdentity identity =
                ClusterDirectory.identity(plan.clusterDirectory().orElseThrow(), plan.self());
        RegistryChoice choice = RegistryChoice.open(
                plan, identity, why -> ending.end(ExitCode.DISK.number(), "registry could not be written: " + why));
        return Optional.of(
                new PairRegistry(choice.registry(), choice.mayFound(), choice::ticketUsed, new Health(choice)));
    }

    private record Health(RegistryChoice choice) implements PairRegistry.Health {
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
    }
}
