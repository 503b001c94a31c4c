package org.mmsys.replica.node;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.observe.Metrics;
import org.mmsys.replica.node.PairNode.Switched;
import org.mmsys.replica.pair.PairAction;
import org.mmsys.replica.pair.PairEvent;
import org.mmsys.replica.pair.PairMachine;
import org.mmsys.replica.pair.PairMessage;
import org.mmsys.replica.pair.PairRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the pair: takes what happened from its inbox, tells the machine, has done what it says, ticks.
 *
 * <p>Methods may be called by any thread where they say so; all others on that thread only.
 */
final class PairLoop implements LinkDesk {
    private static final Logger log = LoggerFactory.getLogger(PairLoop.class);
    private static final long TICK = 25_000_000L;
    private static final int TICKS_PER_REPORT = 4;
    private static final PairEvent TICK_EVENT = new PairEvent.Tick();

    private final PairMachine machine;
    private final Noticeboard board;
    private final Switching switching;
    private final LogShipper shipper;
    private final Office office;
    private final TreeFill fill;
    private final Metrics.Counter acknowledgements;
    private final Inbox inbox = new Inbox();
    private final ClockWatch clocks = ClockWatch.ofMachine();
    private final Deque<PairEvent> events = new ArrayDeque<>();
    private Optional<Hands> hands = Optional.empty();
    private Optional<LinkConnection> connection = Optional.empty();
    private PairRole written = PairRole.STARTING;
    private long writtenVersion = -1;
    private long ticks;
    private boolean stepping;
    private volatile boolean closed;

    /** Who does what this thread must not do, or is asked now and then. */
    record Hands(PairDriver driver, ArrivingBodies bodies, Runnable nowAndThen) {}

    PairLoop(
            PairMachine machine,
            Noticeboard board,
            Switching switching,
            LogShipper shipper,
            PairParts parts,
            Metrics.Counter acknowledgements) {
        this.machine = machine;
        this.board = board;
        this.switching = switching;
        this.shipper = shipper;
        this.office = parts.office();
        this.fill = parts.fill();
        this.acknowledgements = acknowledgements;
    }

    void start(PairEvent.Started first, Hands given) {
        hands = Optional.of(given);
        Threads.start("pair", () -> run(first));
    }

    /** Any thread. */
    void close() {
        closed = true;
        inbox.close();
    }

    // --- the inbox; any thread

    void event(PairEvent event) {
        post(() -> step(event));
    }

    void post(Runnable task) {
        if (!inbox.post(task)) {
            log.atError().log("the thread of the pair stands still");
            office.exit(3, "the thread of the pair stands still");
        }
    }

    @Override
    public void up(LinkConnection made) throws InterruptedException {
        inbox.postWhenRoom(() -> {
            if (connection.isPresent()) {
                dropLink();
            }
            log.atInfo().log("link to the other half stands");
            connection = Optional.of(made);
            board.linkUp(made.since());
            step(new PairEvent.LinkUp());
        });
    }

    @Override
    public void down(LinkConnection ended) {
        post(() -> {
            if (isPresent(ended)) {
                log.atInfo().log("link to the other half has ended");
                dropLink();
            }
        });
    }

    @Override
    public void unreachable(boolean refused) {
        post(() -> {
            if (connection.isEmpty()) {
                step(new PairEvent.LinkDown(refused));
            }
        });
    }

    @Override
    public void read(LinkConnection from, Frame frame) throws IOException, InterruptedException {
        ArrivingBodies bodies = hands.orElseThrow().bodies;
        switch (frame.type()) {
            case BODY -> bodies.take(from, BodyPiece.read(frame));
            case BODY_EARLY -> bodies.takeEarly(from, EarlyPiece.read(frame));
            case BODY_DROPPED -> bodies.drop(from, EarlyPiece.read(frame).fileName());
            case BODY_TAKEN -> from.taken(number(frame));
            case FETCH_TREE -> inbox.postWhenRoom(() -> fetchTree(from));
            case PING, PONG -> arrived(from, MessageReader.message(frame));
            default -> {
                PairMessage message = MessageReader.message(frame);
                if (bodies.idle()) {
                    arrived(from, message);
                } else {
                    bodies.behind(
                            from,
                            frame.type() == FrameType.APPEND,
                            complete -> inbox.postWhenRoom(() -> received(from, message, complete)));
                }
            }
        }
    }

    private void arrived(LinkConnection from, PairMessage message) throws InterruptedException {
        inbox.postWhenRoom(() -> received(from, message, true));
    }

    private static long number(Frame frame) throws FrameFault {
        if (frame.head().remaining() != Long.BYTES) {
            throw new FrameFault(frame.type() + " of " + frame.head().remaining() + " octets");
        }
        return frame.head().getLong(0);
    }

    // --- on the thread of the pair

    private void run(PairEvent.Started first) {
        try {
            step(first);
            long due = System.nanoTime();
            while (!closed) {
                long left = due - System.nanoTime();
                if (left <= 0) {
                    tick();
                    due = System.nanoTime() + TICK;
                    left = TICK;
                }
                Optional<Runnable> task = inbox.next(left);
                if (task.isPresent()) {
                    if (!clocks.agrees()) {
                        compareClocks();
                    }
                    task.get().run();
                }
            }
        } catch (InterruptedException closing) {
            log.atDebug().log("the thread of the pair ends");
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("the thread of the pair failed");
            office.exit(3, "the thread of the pair failed: " + bug);
        } finally {
            connection.ifPresent(LinkConnection::close);
        }
    }

    private void tick() {
        compareClocks();
        step(TICK_EVENT);
        ticks++;
        if (ticks % TICKS_PER_REPORT == 0) {
            board.write(machine);
            hands.orElseThrow().nowAndThen.run();
        }
    }

    private void compareClocks() {
        if (clocks.tick().isPresent()) {
            step(new PairEvent.ClockDoubt());
        }
    }

    Optional<LinkConnection> connection() {
        return connection;
    }

    private boolean isPresent(LinkConnection other) {
        return connection.filter(it -> it == other).isPresent();
    }

    void dropLink() {
        connection.ifPresent(LinkConnection::close);
        connection = Optional.empty();
        board.linkDown();
        step(new PairEvent.LinkDown(false));
    }

    private void received(LinkConnection from, PairMessage message, boolean complete) {
        boolean unsure = message instanceof PairMessage.Append && from.isClosed(); // its bodies may be left out by now
        if (!isPresent(from) || unsure) {
            return;
        }
        board.heard(message);
        if (message instanceof PairMessage.Ack ack) {
            acknowledgements.increment();
            shipper.acknowledged(ack.round(), ack.durable().sequence());
        }
        PairDriver driver = hands.orElseThrow().driver;
        driver.refuseWrites(!complete);
        step(new PairEvent.MessageReceived(message));
        driver.refuseWrites(false);
    }

    private void fetchTree(LinkConnection from) {
        if (!isPresent(from) || machine.holdsOffice()) {
            return;
        }
        fill.wanted(new Filling(hands.orElseThrow().driver));
    }

    /** Stands until this node has a log again that continues the other's. */
    private final class Filling implements TreeFill.Order {
        private final PairDriver driver;
        private final long changes;

        Filling(PairDriver driver) {
            this.driver = driver;
            this.changes = driver.logChanges();
        }

        @Override
        public boolean stands() {
            return !closed && driver.logChanges() == changes;
        }

        @Override
        public void installed(LogMark base) {
            driver.logReplaced();
            event(new PairEvent.TreeInstalled(Marks.point(base)));
        }
    }

    void switchover(CompletableFuture<Switched> asked) {
        if (switching.possible(asked)) {
            step(new PairEvent.OperatorSwitchover());
            switching.begun(asked);
        }
    }

    /** Tells the machine; what comes while it is told of something waits its turn. */
    void step(PairEvent event) {
        events.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            PairDriver driver = hands.orElseThrow().driver;
            for (PairEvent next = events.poll(); next != null; next = events.poll()) {
                note(driver, next);
                for (PairAction action : machine.step(next, System.nanoTime())) {
                    action.match(driver);
                }
            }
        } finally {
            stepping = false;
        }
        board.stepped(machine, System.nanoTime());
        long version = machine.record().map(found -> found.version()).orElse(0L);
        if (machine.role() != written || version != writtenVersion) {
            written = machine.role();
            writtenVersion = version;
            board.write(machine);
        }
        switching.stepped();
    }

    private void note(PairDriver driver, PairEvent event) {
        if (event instanceof PairEvent.LogSynced synced) {
            driver.settled(synced.durable().sequence(), false);
        } else if (event instanceof PairEvent.WriteRefused || event instanceof PairEvent.Truncated) {
            driver.settled(0, true);
        } else if (event instanceof PairEvent.DiskFull full) {
            board.full(full.full());
        }
    }
}
