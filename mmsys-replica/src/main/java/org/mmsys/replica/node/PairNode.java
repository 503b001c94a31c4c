package org.mmsys.replica.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.journal.LogFollower;
import org.mmsys.core.journal.PairLog;
import org.mmsys.core.observe.Metrics;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairEvent;
import org.mmsys.replica.pair.PairMachine;
import org.mmsys.replica.pair.PairStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One half of a pair at work: runs the {@link PairMachine} with its log, its link to the other half and its registry.
 *
 * <p>Made before the journal, which needs its {@link #follower}; started with it. All methods may be called by any thread and
 * return at once, unless they say otherwise.
 */
public final class PairNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PairNode.class);
    private static final long SWITCHOVER_SECONDS = 30;

    private final PairParts parts;
    private final InstantSource clock = InstantSource.system();
    private final Noticeboard board;
    private final Explanations explanations;
    private final LogShipper shipper;
    private final PairLoop loop;
    private final PairTls tls;
    private final PairLink link;
    private volatile UUID store = new UUID(0, 0);
    private Optional<Running> running = Optional.empty();

    /** What there is between start and end. */
    private record Running(LinkListener listener, RegistryClerk clerk, PromiseKeeper promises, ArrivingBodies bodies) {}

    /**
     * How a switchover ended.
     *
     * @param moved whether the other half has the office now
     * @param sentence for the administrator
     */
    public record Switched(boolean moved, String sentence) {}

    /** @throws GeneralSecurityException if the certificates cannot be used */
    public PairNode(PairParts parts) throws GeneralSecurityException {
        this.parts = parts;
        PairMachine machine = new PairMachine(parts.options());
        this.board = new Noticeboard(parts.options().self(), clock);
        this.explanations = new Explanations(clock);
        this.shipper = new LogShipper(this::event, this::unreadable, board::committed, board::neededFrom);
        Metrics.Counter acknowledgements =
                parts.metrics().counter("pair.acks", "Acknowledgements of entries by the other half.");
        this.loop =
                new PairLoop(machine, board, new Switching(machine, explanations), shipper, parts, acknowledgements);
        this.tls = new PairTls(parts.identity(), parts.partner());
        this.link = new PairLink(parts, tls, loop, clock);
        measure(parts.metrics());
    }

    /** While what is not shipped cannot be acknowledged, the other half, which has all the rest, is the better primary. */
    private void unreadable(String what) {
        if (copies() > 1) {
            diskFailed(what);
        }
    }

    private void event(PairEvent event) {
        loop.event(event);
    }

    private void measure(Metrics metrics) {
        metrics.gauge("pair.copies", "On how many disks is what is acknowledged now.", board::copies);
        metrics.gauge("pair.lag", "Entries that the follower of the two lacks.", () -> status().lag());
        metrics.gauge("pair.primary", "1 if this node holds the office.", () -> board.copies() > 0 ? 1 : 0);
        metrics.gauge(
                "pair.link",
                "1 if there is a connection to the other half.",
                () -> status().linkUpSince().isPresent() ? 1 : 0);
    }

    /** What the journal has to be opened with. */
    public LogFollower follower() {
        return shipper;
    }

    /** Makes calls to the other half, beside the link. They may wait. */
    public BulkService.Caller caller() {
        return link;
    }

    /**
     * Begins. From here on the {@link Office} is called. Waits for the disk.
     *
     * @param journal opened with {@link #follower}, as a follower
     * @param bodies where the journal keeps spooled bodies
     * @throws IOException if the promise cannot be read, or the address of the pair is taken
     */
    public synchronized void start(PairLog journal, Path bodies) throws IOException {
        PromiseFile file = new PromiseFile(parts.promise());
        PairLog.Found found = journal.found();
        long incarnation = new SecureRandom().nextLong();
        UUID known = found.whole() ? found.store() : UUID.randomUUID(); // a disk that nobody counts on
        if (!found.whole()) {
            log.atError()
                    .addKeyValue("last", found.last().sequence())
                    .log("entries of the journal are damaged or missing: the other half's store is needed");
        }
        PairStart start = new PairStart(
                known,
                incarnation,
                file.read(),
                Marks.point(found.base()),
                Marks.point(found.last()),
                found.applied(),
                found.whole());
        store = known;
        LinkListener listener = new LinkListener(parts.listenAt(), tls, link, parts.metrics());
        ArrivingBodies arriving = new ArrivingBodies(bodies, what -> event(new PairEvent.DiskFailed(what)));
        PromiseKeeper promises = new PromiseKeeper(file, this::event);
        RegistryClerk clerk = new RegistryClerk(parts.registry(), parts.recordKey(), loop::post, loop::step);
        PairDriver driver =
                new PairDriver(loop, journal, clerk, promises, shipper, parts.office(), board, explanations);
        running = Optional.of(new Running(listener, clerk, promises, arriving));
        shipper.start(journal, bodies);
        arriving.start();
        loop.start(new PairEvent.Started(start), new PairLoop.Hands(driver, arriving, listener::expire));
        listener.start();
        link.start();
    }

    /** By what the record has to know this node's disk, once started: not its identity if entries are missing on it. */
    public UUID store() {
        return store;
    }

    /** Where the other half may connect to, once started. */
    public synchronized InetSocketAddress address() {
        return running.orElseThrow(() -> new IllegalStateException("not started"))
                .listener
                .address();
    }

    /** The disk cannot be trusted any more: says so to the other half if it can, then {@link Office#exit}. */
    public void diskFailed(String what) {
        event(new PairEvent.DiskFailed(what));
    }

    /** What this node is. */
    public PairStatus status() {
        return board.status();
    }

    /** On how many disks is what is acknowledged now: 1 or 2; 0 if this node acknowledges nothing. */
    public int copies() {
        return board.copies();
    }

    /** Who serves, by the newest record this node has seen. */
    public Optional<Half> servingHalf() {
        return board.serving();
    }

    /** Whether what may be stale may be shown, and transfers may begin, at this moment. */
    public boolean mayShow() {
        return board.mayShow();
    }

    /** Gives the office to the other half, if that is in sync; takes a few seconds at most. */
    public CompletableFuture<Switched> switchover() {
        CompletableFuture<Switched> asked = new CompletableFuture<>();
        loop.post(() -> loop.switchover(asked));
        return asked.completeOnTimeout(
                new Switched(false, "not decided in " + SWITCHOVER_SECONDS + " s"),
                SWITCHOVER_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Why this node is what it is: the newest reasons, oldest first. */
    public List<Explanations.Said> explanations() {
        return explanations.list();
    }

    /** Keeps the log from this entry on, for a copy of the tree, until it is closed. */
    public LogHold holdLog(long from) {
        return shipper.hold(from);
    }

    /** Ends what {@link #holdLog} began. */
    public interface LogHold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Stops at once, without a word to the other half, which takes over as soon as the address refuses connections: serving
     * must have ended before. Waits a second at most for the promise and the listener. The log and the registry stay open.
     */
    @Override
    public synchronized void close() {
        loop.close();
        link.close();
        shipper.close();
        running.ifPresent(it -> {
            it.listener.close();
            it.clerk.close();
            it.promises.close();
            it.bodies.close();
        });
    }
}
