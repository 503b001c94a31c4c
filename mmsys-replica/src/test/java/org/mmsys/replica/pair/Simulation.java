package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.mmsys.testkit.SimNetwork;
import org.mmsys.testkit.SimSchedule;

/** One run: two nodes, a registry, a network, clients and faults, all from one seed. */
final class Simulation implements SimWorld {
    private static final long SECOND = 1_000_000_000L;
    private static final long ANSWERED_WITHIN = 5 * SECOND;
    private static final String TOO_LATE = "I10 ";
    private static final String NOT_SETTLED = "not in sync in the end: ";
    private static final long SETTLED_WITHIN = 20 * SECOND;

    private final SimSchedule schedule = new SimSchedule();
    private final SplittableRandom random;
    private final Mutant mutant;
    private final SimMonitor monitor;
    private final SimNetwork<PairMessage> network;
    private final SimRegistry registry;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimFaults faults;
    private final SimClients clients;
    private final boolean acceptSingleCopy;
    private final boolean trims;
    private final long stormy;
    private boolean answered;

    Simulation(long seed, Mutant mutant, boolean tracing) {
        this(seed, mutant, tracing, false, mutant.isOfLonePair());
    }

    /** One of a pair without a third vote. */
    static Simulation lone(long seed, Mutant mutant, boolean tracing) {
        return new Simulation(seed, mutant, tracing, false, true);
    }

    /** One that only the specification of the model judges. */
    static Simulation underSpecification(long seed, Mutant mutant) {
        return new Simulation(seed, mutant, false, true, mutant.isOfLonePair());
    }

    private Simulation(long seed, Mutant mutant, boolean tracing, boolean specificationOnly, boolean lone) {
        this.random = new SplittableRandom(seed);
        this.mutant = mutant;
        this.monitor = new SimMonitor(schedule, tracing, specificationOnly);
        this.network = new SimNetwork<>(schedule, random, 2);
        this.registry = lone ? new SimLone(this) : new SimQuorum(schedule, random, mutant);
        this.acceptSingleCopy = random.nextInt(4) == 0;
        this.trims = random.nextInt(3) == 0;
        this.stormy = (2 + random.nextInt(25)) * SECOND;
        for (Half half : Half.values()) {
            double rate = mutant == Mutant.SLOW_CLOCK && half == Half.A ? 0.3 : 0.99 + random.nextDouble() * 0.02;
            nodes.add(new SimNode(this, half, rate));
        }
        this.faults = new SimFaults(this);
        this.clients = new SimClients(this, (8 + random.nextInt(100)) * SimNode.MILLISECOND);
        monitor.watch(registry, nodes);
        registry.watch(this::recordChanged);
        registry.count(monitor::count);
        registry.observe(applied -> monitor.specification().changed(applied, this));
    }

    private void recordChanged(RecordVersion changed) {
        monitor.trace("RECORD " + changed);
        for (SimNode node : nodes) {
            int alive = node.generation();
            if (random.nextInt(4) != 0) { // a hint may be lost
                schedule.after(
                        random.nextLong(30 * SimNode.MILLISECOND),
                        () -> node.ifAlive(alive, () -> node.step(new PairEvent.RecordChanged())));
            }
        }
    }

    /** One in which nothing fails by itself. */
    static Simulation quiet(long seed) {
        return begun(new Simulation(seed, Mutant.NONE, true));
    }

    /** The same of a pair without a third vote. */
    static Simulation quietLone(long seed) {
        return begun(lone(seed, Mutant.NONE, true));
    }

    private static Simulation begun(Simulation simulation) {
        simulation.nodes.forEach(SimNode::start);
        return simulation;
    }

    /** Whether what broke is a promise about mail, not only one about how soon. */
    static boolean isAboutSafety(String broken) {
        return !broken.contains(TOO_LATE) && !broken.contains(NOT_SETTLED);
    }

    /** What broke, if anything did. */
    Optional<String> run() {
        try {
            nodes.forEach(SimNode::start);
            clients.begin(3);
            schedule.after(random.nextLong(3 * SECOND), faults::begin);
            runFor(stormy);
            faults.end();
            clients.probe(() -> answered = true);
            runFor(ANSWERED_WITHIN);
            if (!answered) {
                monitor.fail(TOO_LATE + "a message sent after the faults is not acknowledged within 5 s");
            }
            clients.end();
            settle();
            return Optional.empty();
        } catch (SimMonitor.Violation broken) {
            return Optional.of(faults + ": " + broken.getMessage());
        }
    }

    /** Sends a message, and again until it is acknowledged; how long that took, or more than this if it was not. */
    long nanosToAcknowledge(long most) {
        long begun = schedule.now();
        long[] ended = {begun + most + 1};
        boolean[] done = new boolean[1];
        clients.probe(() -> {
            done[0] = true;
            ended[0] = schedule.now();
        });
        while (!done[0] && schedule.now() < begun + most && schedule.runNext(begun + most)) {
            // one thing after the other
        }
        return ended[0] - begun;
    }

    SimFaults faults() {
        return faults;
    }

    /** The node that serves; there must be one. */
    SimNode primary() {
        return nodes.stream().filter(SimNode::serving).findFirst().orElseThrow();
    }

    SimNode other(SimNode node) {
        return node(node.half().other());
    }

    boolean settledWithin(long nanos) {
        long until = schedule.now() + nanos;
        while (schedule.now() < until && !settled()) {
            runFor(SECOND / 20);
        }
        return settled();
    }

    void runFor(long nanos) {
        long until = schedule.now() + nanos;
        while (schedule.runNext(until)) {
            // one thing after the other
        }
    }

    /** In the end both hold the same, in sync, if both live. */
    private void settle() {
        if (!settledWithin(SETTLED_WITHIN)) {
            monitor.fail(
                    NOT_SETTLED + nodes.get(0).role() + " and " + nodes.get(1).role());
        }
        nodes.forEach(node -> node.mailbox().list());
    }

    private boolean settled() {
        SimNode a = nodes.get(0);
        SimNode b = nodes.get(1);
        if (!a.up() || !b.up()) {
            return a.serving() || b.serving();
        }
        boolean roles = a.role() == PairRole.PRIMARY_DUO && b.role() == PairRole.BACKUP
                || b.role() == PairRole.PRIMARY_DUO && a.role() == PairRole.BACKUP;
        return roles
                && a.serving() != b.serving()
                && a.log().last().equals(b.log().last())
                && a.mailbox().present().equals(b.mailbox().present());
    }

    @Override
    public SimSchedule schedule() {
        return schedule;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public SimNetwork<PairMessage> network() {
        return network;
    }

    @Override
    public SimRegistry registry() {
        return registry;
    }

    @Override
    public SimMonitor monitor() {
        return monitor;
    }

    @Override
    public Mutant mutant() {
        return mutant;
    }

    @Override
    public List<SimNode> nodes() {
        return nodes;
    }

    @Override
    public long syncTime(Half half) {
        return faults.syncTime(half);
    }

    @Override
    public boolean exhausted(Half half) {
        return faults.exhausted(half);
    }

    @Override
    public boolean acceptSingleCopy() {
        return acceptSingleCopy;
    }

    @Override
    public boolean trims() {
        return trims;
    }

    @Override
    public void died(SimNode node) {
        faults.kill(node, false);
    }
}
