package org.mmsys.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.ratis.BootstrapTicket;
import org.mmsys.replica.registry.ratis.RatisRegistry;
import org.mmsys.replica.registry.ratis.RatisSettings;
import org.mmsys.replica.registry.ratis.RatisTiming;
import org.mmsys.replica.registry.ratis.RegistryState;

/** The registry of this node's system, opened as its configuration says; and what can be said of it. Any thread. */
final class RegistryChoice implements AutoCloseable {
    private final RatisRegistry registry;
    private final BootstrapTicket ticket;
    private final boolean primary;

    private RegistryChoice(RatisRegistry registry, BootstrapTicket ticket, boolean primary) {
        this.registry = registry;
        this.ticket = ticket;
        this.primary = primary;
    }

    /** Whether there is one: some node of the system votes. */
    static boolean exists(ServerPlan plan) {
        return !plan.voters().isEmpty();
    }

    /**
     * Opens it; a node that votes listens from then on.
     *
     * @param diskFailed told when the log could not be written: the node must end with exit 3
     * @throws StartFailure exit 2 when its port is held or its directory cannot be used
     */
    static RegistryChoice open(ServerPlan plan, NodeIdentity identity, Consumer<String> diskFailed)
            throws StartFailure {
        BootstrapTicket ticket = new BootstrapTicket(plan.clusterDirectory().orElseThrow());
        RatisSettings settings = new RatisSettings(
                RegistryCheck.able(plan.settings(), plan.members()),
                plan.voters(),
                identity,
                ticket,
                plan.data().resolve("registry"),
                plan.settings().get(ServerKeys.REGISTRY),
                RatisTiming.DEFAULT);
        try {
            RatisRegistry registry = RatisRegistry.open(settings, diskFailed);
            return new RegistryChoice(registry, ticket, plan.self().half() == Half.PRIMARY);
        } catch (IOException unusable) {
            throw new StartFailure(ExitCode.RESOURCE, "registry: " + unusable.getMessage(), unusable);
        }
    }

    /** What the pair asks. */
    Registry registry() {
        return registry;
    }

    /** Whether this node may make the first record of its pair: it is to be the primary and has the ticket. */
    boolean mayFound() {
        return primary && ticket.present();
    }

    /** The pair's record names this node's store: the ticket has done its work. */
    void ticketUsed() {
        registry.ticketUsed();
    }

    /** How many voters are heard, of how many: {@code 3/5}. */
    String voters() {
        RegistryState state = registry.state();
        return state.heard() + "/" + state.voters().size();
    }

    /** Why somebody should look. */
    List<String> concerns() {
        RegistryState state = registry.state();
        List<String> concerns = new ArrayList<>();
        int all = state.voters().size();
        if (state.heard() <= all / 2) {
            concerns.add(
                    "registry: only " + state.heard() + " of " + all + " voters are heard, no majority: roles stay");
        } else if (state.heard() < all) {
            concerns.add("registry: only " + state.heard() + " of " + all + " voters are heard");
        }
        if (state.voters().contains(registry.self()) && !state.votes()) {
            concerns.add("registry: this node should vote, but the others do not count it yet");
        }
        return concerns;
    }

    /** In sentences. */
    List<String> explain() {
        return registry.state().explain();
    }

    RegistryState state() {
        return registry.state();
    }

    /** Nobody is known to lead: why nothing can be decided now. */
    Optional<String> undecided() {
        RegistryState state = registry.state();
        return state.leader().isPresent()
                ? Optional.empty()
                : Optional.of("the registry has no leader, " + voters() + " voters are heard");
    }

    @Override
    public void close() {
        registry.close();
    }
}
