package org.mmsys.replica.pair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.mmsys.testkit.SimNetwork;

/** A node around a machine: its disk, its clock, its connection, its clients; it can be paused and can die. */
final class SimNode implements SimNetwork.End<PairMessage> {
    static final long MILLISECOND = 1_000_000L;
    private static final long TICK = 25 * MILLISECOND;
    private static final long REDIAL = 50 * MILLISECOND;
    private static final long CHECKPOINT = 2000 * MILLISECOND;
    private static final int BATCH_MAX = 40;

    /** How a submission ended. */
    enum Outcome {
        OK,
        FAIL,
        UNKNOWN
    }

    /** A client's wait for an entry. */
    record Waiter(long sequence, SimLog.Kind kind, int token, Consumer<Outcome> answer) {}

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
    private Optional<SimNetwork.Connection<PairMessage>> connection = Optional.empty();
    private boolean dialling;

    private final List<Waiter> waiters = new ArrayList<>();
    private BitSet present = new BitSet();
    private BitSet checkpoint = new BitSet();
    private long applied;
    private long checkpointed;
    private long commit;
    private boolean applying;
    private boolean syncing;
    private boolean serving;
    private boolean growth = true;
    private boolean full;
    private long epoch;
    private boolean shipping;
    private long shipRound;
    private long shipped;
    private long welcomed;

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

    long welcomed() {
        return welcomed;
    }

    BitSet present() {
        return present;
    }

    boolean commitsAlone() {
        return machine.filter(PairMachine::commitsAlone).isPresent();
    }

    PairRole role() {
        return machine.map(PairMachine::role).orElse(PairRole.SICK);
    }

    /** Whether a connection to the partner stands, as this node sees it. */
    boolean connected() {
        return connection.isPresent();
    }

    void trace(String line) {
        world.monitor().trace(half + " " + line);
    }

    // --- life

    void start() {
        world.network().node(SimWorld.index(half), SimNetwork.Node.LISTENING);
        PairOptions options = new PairOptions(half, half == Half.A, world.acceptSingleCopy(), PairTiming.defaults());
        machine = Optional.of(new PairMachine(options));
        present = (BitSet) checkpoint.clone();
        applied = checkpointed;
        commit = checkpointed;
        trace("starts: promise " + log.promise + ", log to " + log.last().sequence());
        step(new PairEvent.Started(
                new PairStart(store, world.random().nextLong(), log.promise, log.base(), log.last(), checkpointed)));
        if (full) {
            step(new PairEvent.DiskFull(true));
        }
        later(TICK, this::tick);
        later(REDIAL, this::redial);
        later(CHECKPOINT, this::checkpoint);
    }

    /** The process dies; with it the machine, if the host goes too. */
    void crash(boolean host) {
        if (!up()) {
            return;
        }
        trace(host ? "host dies" : "dies");
        machine = Optional.empty();
        generation++;
        resume();
        backlog.clear();
        events.clear();
        connection.ifPresent(it -> {
            if (host) {
                world.network().vanish(it, this);
            } else {
                world.network().close(it, this);
            }
        });
        connection = Optional.empty();
        dialling = false;
        world.network().node(SimWorld.index(half), host ? SimNetwork.Node.GONE : SimNetwork.Node.REFUSING);
        log.crash(world.random());
        serving = false;
        growth = true;
        syncing = false;
        applying = false;
        shipping = false;
        epoch = 0;
        dropSessions();
    }

    /** The disk is replaced by an empty one; the node is down. */
    void replaceDisk() {
        trace("gets another disk");
        store = new UUID(world.random().nextLong(), world.random().nextLong());
        log.wipe();
        checkpoint.clear();
        checkpointed = 0;
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
        if (!log.last().equals(log.base()) && applied > log.base().sequence() && machine.isPresent()) {
            checkpoint = (BitSet) present.clone();
            checkpointed = applied;
            long needed = machine.get().neededFrom();
            long limit = needed == Long.MAX_VALUE && !world.trims() ? 0 : Math.min(applied, needed - 1);
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

    // --- connection

    private void redial() {
        if (connection.isEmpty() && !dialling) {
            dialling = true;
            int alive = generation;
            int there = SimWorld.index(half.other());
            if (half == Half.B) {
                world.network().connect(SimWorld.index(half), there, this, () -> world.node(half.other()));
            } else {
                world.network()
                        .probe(
                                SimWorld.index(half),
                                there,
                                refused -> ifAlive(alive, () -> {
                                    dialling = false;
                                    if (refused && connection.isEmpty()) {
                                        step(new PairEvent.LinkDown(true));
                                    }
                                }));
            }
        }
        later(REDIAL, this::redial);
    }

    @Override
    public void up(SimNetwork.Connection<PairMessage> made) {
        if (!up()) {
            world.network().close(made, this);
            return;
        }
        ifAlive(generation, () -> {
            dialling = false;
            connection.ifPresent(old -> world.network().close(old, this));
            connection = Optional.of(made);
            step(new PairEvent.LinkUp());
        });
    }

    @Override
    public void down(SimNetwork.Connection<PairMessage> gone, boolean refused) {
        ifAlive(generation, () -> {
            if (connection.filter(it -> it == gone).isPresent()) {
                connection = Optional.empty();
                step(new PairEvent.LinkDown(false));
            } else if (dialling && connection.isEmpty()) {
                dialling = false;
                if (refused) {
                    step(new PairEvent.LinkDown(true));
                }
            }
        });
    }

    @Override
    public void received(SimNetwork.Connection<PairMessage> on, PairMessage message) {
        ifAlive(generation, () -> {
            if (connection.filter(it -> it == on).isPresent() && !driver.tampers(message)) {
                step(new PairEvent.MessageReceived(message));
            }
        });
    }

    void send(PairMessage message) {
        if (message instanceof PairMessage.Welcome welcome) {
            welcomed = welcome.round();
        }
        connection.ifPresent(it -> world.network().send(it, this, message));
    }

    void dropLink() {
        connection.ifPresent(it -> world.network().close(it, this));
        connection = Optional.empty();
        step(new PairEvent.LinkDown(false));
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
            log.synced(Math.min(target, log.last().sequence()));
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

    void grow(boolean allowed) {
        growth = allowed;
    }

    // --- log and clients

    void beginEpoch(long newEpoch) {
        epoch = newEpoch;
        append(SimLog.Kind.EPOCH, 0);
    }

    private SimLog.Entry append(SimLog.Kind kind, int token) {
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
            send(new PairMessage.Append(
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

    void dropSessions() {
        List<Waiter> cut = List.copyOf(waiters);
        waiters.clear();
        cut.forEach(waiter -> waiter.answer.accept(Outcome.UNKNOWN));
    }

    /** Submissions of what was cut away are refused: it is in no log any more. */
    void refuseAfter(long sequence) {
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.sequence > sequence) {
                waiters.remove(waiter);
                waiter.answer.accept(Outcome.FAIL);
            }
        }
    }

    /** A client hands over an entry. */
    void submit(SimLog.Kind kind, int token, Consumer<Outcome> answer) {
        boolean cutting = machine.filter(it -> it.core().log().cutting()).isPresent();
        if (!up() || paused || !serving || cutting || kind == SimLog.Kind.DELIVER && !growth) {
            answer.accept(Outcome.FAIL);
            return;
        }
        BitSet known = kind == SimLog.Kind.DELIVER ? log.delivered() : log.expunged();
        if (known.get(token) && world.mutant() != Mutant.NO_RECOGNITION) {
            waitFor(new Waiter(log.last().sequence(), kind, token, answer));
            return;
        }
        store(kind, token, answer);
    }

    /** Stores it without asking whether it is known. */
    void store(SimLog.Kind kind, int token, Consumer<Outcome> answer) {
        world.monitor().appends(this, kind, token);
        waiters.add(new Waiter(log.last().sequence() + 1, kind, token, answer));
        append(kind, token);
    }

    private void waitFor(Waiter waiter) {
        waiters.add(waiter);
        answer();
    }

    /** A client looks into the mailbox. */
    void list() {
        if (up() && !paused && machine.filter(it -> it.mayShow(clock.local())).isPresent()) {
            world.monitor().lists(this, present);
        }
    }

    void commit(long upTo) {
        world.monitor().committed(this, commit + 1, upTo);
        commit = upTo;
        if (!applying) {
            applying = true;
            later(world.random().nextLong(3 * MILLISECOND), this::apply);
        }
    }

    private void apply() {
        applying = false;
        for (long sequence = applied + 1; sequence <= commit; sequence++) {
            SimLog.Entry entry = log.entry(sequence);
            switch (entry.kind()) {
                case EPOCH -> {}
                case DELIVER -> present.set(entry.token());
                case EXPUNGE -> present.clear(entry.token());
            }
        }
        applied = commit;
        step(new PairEvent.Applied(applied));
        answer();
    }

    private void answer() {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.sequence <= applied) {
                each.remove();
                world.monitor().acknowledges(this, waiter.kind, waiter.token, waiter.sequence);
                world.schedule().after(0, () -> waiter.answer.accept(Outcome.OK));
            }
        }
    }

    /** Takes over the partner's states as they are at the end of what it has applied. */
    void install(SimNode from) {
        trace("takes the tree of " + from.half + " at " + from.applied);
        log.install(from.log, from.log.point(from.applied));
        present = (BitSet) from.present.clone();
        checkpoint = (BitSet) present.clone();
        applied = from.applied;
        checkpointed = applied;
        commit = applied;
        step(new PairEvent.TreeInstalled(log.base()));
    }
}
