package org.mmsys.accounts;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one server among several has more than a lone one: its parts, joined. */
final class AccountSystem {
    private static final Logger LOG = LoggerFactory.getLogger(AccountSystem.class);
    private static final int TICK_MILLIS = 250;

    private final Neighbours neighbours;
    private final Map<String, PeerCaller> callers = new LinkedHashMap<>();
    private final DoubledNames doubled = new DoubledNames();
    private final Arbiter arbiter;
    private final Reconciler reconciler;
    private final HomeDirectory directory;
    private final SystemGate gate;
    private final PeerDesk peerDesk;
    private volatile BooleanSupplier heldBack = () -> false;
    private @Nullable Future<?> ticking;

    AccountSystem(
            AccountSettings settings,
            AccountStore store,
            Journal journal,
            InstantSource clock,
            RandomGenerator random,
            IntConsumer standIns,
            Neighbours neighbours) {
        if (!settings.server().equals(neighbours.self())) {
            throw new IllegalArgumentException("server " + settings.server() + " is not node "
                    + neighbours.members().self());
        }
        this.neighbours = neighbours;
        for (String server : neighbours.others()) {
            callers.put(server, new PeerCaller(neighbours.peers(), server, neighbours.nanoTime()));
        }
        Commits commits = new Commits(journal);
        arbiter = new Arbiter(store, neighbours, commits, clock);
        reconciler = new Reconciler(neighbours, callers, commits, arbiter, this::look, random);
        directory = new HomeDirectory(settings, store, neighbours, commits, doubled, reconciler::known);
        gate = new SystemGate(neighbours.self(), arbiter, callers, neighbours.nanoTime(), random, standIns);
        peerDesk = new PeerDesk(
                settings,
                store,
                arbiter,
                reconciler,
                directory,
                commits,
                () -> heldBack.getAsBoolean() || gate.overdue());
    }

    /** While this holds other servers are not told which names are here. */
    void holdBack(BooleanSupplier condition) {
        heldBack = condition;
    }

    SystemDesk desk(RegistrationDesk desk) {
        return new SystemDesk(desk, neighbours, arbiter, peerDesk, gate, directory, callers);
    }

    SystemGate gate() {
        return gate;
    }

    HomeDirectory directory() {
        return directory;
    }

    Reconciler reconciler() {
        return reconciler;
    }

    boolean known(String server) {
        return server.equals(neighbours.self()) || reconciler.known(server);
    }

    /** The doubled names as they are now. */
    Map<AccountName, List<String>> doubled() {
        doubled.all().keySet().forEach(this::look);
        return doubled.all();
    }

    private void look(AccountName name) {
        doubled.seen(name, directory.claims(name));
    }

    void start(ScheduledExecutorService timer) {
        ticking = timer.scheduleWithFixedDelay(this::tickSafely, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A timer does not repeat what has thrown. */
    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException bug) {
            LOG.atError().setCause(bug).log("looking at other servers failed");
        }
    }

    void tick() {
        reconciler.tick();
        directory.tick();
        arbiter.tidy(neighbours.nanoTime().getAsLong(), gate::inUse);
    }

    /** Names are compared no more, and connections end that nobody waits at; the others when they have answered. */
    void drain() {
        reconciler.drain();
    }

    void close() {
        Future<?> running = ticking;
        if (running != null) {
            running.cancel(false);
        }
        reconciler.close();
    }
}
