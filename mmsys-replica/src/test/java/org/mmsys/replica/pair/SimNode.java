package org.mmsys.replica.pair;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.mmsys.testkit.SimNetwork;

/** A node around a machine: its disk, its clock, its connection, its clients; it can be paused and can die. */
final class SimNode {
    static final long MILLISECOND = 1_000_000L;
    private static final long TICK = 25 * MILLISECOND;
    private static final long CHECKPOINT = 2000 * MILLISECOND;
    private static final int BATCH_MAX = 40;

    private final SimWorld world;
    private final Half half;
    private final SimLog log = new SimLog();
    private final SimClock clock;
    private final SimDriver driver = new SimDriver(this);
    private Optional<PairMachine> machine = Optional.empty();
    private UUID store;
    private int generation;
    private boolean paused;
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    private final Deque<PairEvent> events = new ArrayDeque<>();
    private boolean stepping;
    private final SimLink link = new SimLink(this);

    private boolean syncing;
    private final SimMailbox mailbox = new SimMailbox(this);
    private boolean serving;
    private boolean full;
    private long epoch;
    private boolean shipping;
    private long shipRound;
    private long shipped;

    SimNode(SimWorld world, Half half, double rate) {
        this.world = world;
        this.half = half;
        this.clock = new SimClock(world.schedule(), rate, world.random().nextLong() >> 8);
        this.store = new UUID(world.random().nextLong(), world.random().nextLong());
    }

    SimWorld world() {
        return world;
    }

    Half half() {
        return half;
    }

    SimLog log() {
        return log;
    }

    UUID store() {
        return store;
    }

    boolean up() {
        return machine.isPresent();
    }

    boolean serving() {
        return serving;
    }

    long epoch() {
        return epoch;
    }

    SimMailbox mailbox() {
        return mailbox;
    }

    Optional<PairMachine> machine() {
        return machine;
    }

    boolean awake() {
        return up() && !paused;
    }

    long now() {
        return clock.local();
    }

    boolean commitsAlone() {
        return machine.filter(PairMachine::commitsAlone).isPresent();
    }

    PairRole role() {
        return machine.map(PairMachine::role).orElse(PairRole.SICK);
    }

    SimLink link() {
        return link;
    }

    boolean tampers(PairMessage message) {
        return driver.tampers(message);
    }

    void trace(String line) {
        world.monitor().trace(half + " " + line);
    }

    // --- life

    void start() {
        world.network().node(SimWorld.index(half), SimNetwork.Node.LISTENING);
        PairOptions options = new PairOptions(half, half == Half.A, world.acceptSingleCopy(), PairTiming.defaults());
        machine = Optional.of(new PairMachine(options));
        mailbox.start();
        world.registry().started(half);
        world.monitor().specification().started(this);
        trace("starts: promise " + log.promise + ", log to " + log.last().sequence());
        step(new PairEvent.Started(new PairStart(
                store, world.random().nextLong(), log.promise, log.base(), log.last(), mailbox.applied())));
        if (full) {
            step(new PairEvent.DiskFull(true));
        }
        later(TICK, this::tick);
        link.start();
        later(CHECKPOINT, this::checkpoint);
    }

    /** The process dies; with it the machine, if the host goes too. */
    void crash(boolean host) {
        if (!up()) {
            return;
        }
        trace(host ? "host dies" : "dies");
        world.monitor().specification().crashed(this);
        machine = Optional.empty();
        generation++;
        world.registry().crashed(half);
        resume();
        backlog.clear();
        events.clear();
        link.crash(host);
        world.network().node(SimWorld.index(half), host ? SimNetwork.Node.GONE : SimNetwork.Node.REFUSING);
        log.crash(world.random());
        serving = false;
        syncing = false;
        shipping = false;
        epoch = 0;
        mailbox.crash();
    }

    /** The disk is replaced by an empty one; the node is down. */
    void replaceDisk() {
        trace("gets another disk");
        store = new UUID(world.random().nextLong(), world.random().nextLong());
        log.wipe();
        mailbox.wipe();
        world.registry().wiped(half);
        world.monitor().specification().wiped(this);
    }

    void pause() {
        if (up() && !paused) {
            trace("stands still");
            clock.stop();
            paused = true;
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            clock.go();
            if (up()) {
                trace("goes on");
                step(new PairEvent.ClockDoubt());
            }
            while (!backlog.isEmpty() && !paused) {
                backlog.remove().run();
            }
        }
    }

    /** Does it after this time by the node's own clock, if it lives then; when it stands still, after that. */
    void later(long nanos, Runnable deed) {
        int alive = generation;
        world.schedule().after(clock.toWorld(nanos), () -> ifAlive(alive, deed));
    }

    void ifAlive(int alive, Runnable deed) {
        if (alive != generation || !up()) {
            return;
        }
        if (paused) {
            backlog.add(() -> ifAlive(alive, deed));
        } else {
            deed.run();
        }
    }

    int generation() {
        return generation;
    }

    private void tick() {
        step(new PairEvent.Tick());
        later(TICK, this::tick);
    }

    private void checkpoint() {
        if (!log.last().equals(log.base()) && mailbox.applied() > log.base().sequence() && machine.isPresent()) {
            mailbox.checkpoint();
            long needed = machine.get().neededFrom();
            long limit = needed == Long.MAX_VALUE && !world.trims() ? 0 : Math.min(mailbox.applied(), needed - 1);
            if (limit > log.base().sequence()) {
                log.trimTo(limit);
                trace("drops the log to " + limit);
                step(new PairEvent.LogTrimmed(log.base()));
            }
        }
        later(CHECKPOINT, this::checkpoint);
    }

    // --- the machine

    void step(PairEvent event) {
        events.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!events.isEmpty() && machine.isPresent()) {
                PairMachine running = machine.get();
                PairEvent next = events.remove();
                if (world.monitor().tracing() && !(next instanceof PairEvent.Tick)) {
                    trace("<- " + next);
                }
                for (PairAction action : running.step(next, clock.local())) {
                    if (machine.isPresent()) {
                        if (world.monitor().tracing()) {
                            trace("-> " + action);
                        }
                        action.match(driver);
                    }
                }
                world.monitor().stepped(this);
            }
        } finally {
            stepping = false;
        }
    }

    // --- disk

    long promise() {
        return machine.map(PairMachine::promise).orElse(0L);
    }

    void sync() {
        if (world.mutant() == Mutant.ACK_BEFORE_SYNC
                && log.last().sequence() > log.base().sequence()) {
            step(new PairEvent.LogSynced(log.last()));
        }
        if (syncing || log.durable() >= log.last().sequence()) {
            return;
        }
        syncing = true;
        long target = log.last().sequence();
        later(world.syncTime(half), () -> {
            syncing = false;
            long before = log.durable();
            log.synced(Math.min(target, log.last().sequence()));
            world.monitor().specification().durable(this, before, log.durable());
            step(new PairEvent.LogSynced(log.durablePoint()));
            sync();
        });
    }

    /** Cuts the log when the disk is still. */
    void cut(LogPoint last, Consumer<List<SimLog.Entry>> tail) {
        if (syncing) {
            later(MILLISECOND, () -> cut(last, tail));
            return;
        }
        tail.accept(log.cutTo(last.sequence()));
        step(new PairEvent.Truncated(last));
    }

    void full(boolean isFull) {
        full = isFull;
        ifAlive(generation, () -> step(new PairEvent.DiskFull(isFull)));
    }

    // --- log and clients

    void beginEpoch(long newEpoch) {
        epoch = newEpoch;
        append(SimLog.Kind.EPOCH, 0);
    }

    SimLog.Entry append(SimLog.Kind kind, int token) {
        SimLog.Entry made = log.append(kind, token, epoch);
        step(new PairEvent.Appended(made.point(), epoch));
        pump();
        sync();
        return made;
    }

    void ship(long round, long from) {
        shipping = true;
        shipRound = round;
        shipped = from;
        pump();
    }

    void stopShipping() {
        shipping = false;
    }

    private void pump() {
        while (shipping && shipped < log.last().sequence() && machine.isPresent()) {
            long to = Math.min(shipped + BATCH_MAX, log.last().sequence());
            link.send(new PairMessage.Append(
                    epoch,
                    shipRound,
                    log.point(shipped),
                    log.point(to),
                    machine.get().committed(),
                    log.encode(shipped + 1, to)));
            shipped = to;
        }
    }

    void serve() {
        serving = true;
        world.monitor().serves(this);
    }

    void stopServing() {
        serving = false;
    }

    /** Takes over the partner's states as they are at the end of what it has applied. */
    void install(SimNode from) {
        trace("takes the tree of " + from.half + " at " + from.mailbox.applied());
        log.install(from.log, from.log.point(from.mailbox.applied()));
        mailbox.install(from.mailbox);
        step(new PairEvent.TreeInstalled(log.base()));
    }
}
