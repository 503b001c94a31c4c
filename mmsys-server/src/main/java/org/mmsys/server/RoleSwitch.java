package org.mmsys.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.net.Host;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.replica.node.Office;
import org.mmsys.replica.pair.PairRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends to serve as the pair decides: makes a {@link ServingHalf} and closes it again, as often as need be.
 *
 * <p>What takes time is done on a thread of its own, in order. What must not be late is done at once: entries are refused and
 * sessions cut on the thread that says so. Thread-safe.
 */
final class RoleSwitch implements Office, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RoleSwitch.class);
    /** So long what was begun may go on when the office is handed over. */
    private static final Duration LEAVE_TIME = Duration.ofSeconds(2);
    /** So long the first clients wait for the accounts of the configuration; they would be told that they do not exist. */
    private static final Duration SEED_TIME = Duration.ofSeconds(15);

    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

    private final Maker maker;
    private final Ending ending;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "role");
        made.setDaemon(true);
        return made;
    });
    /** Grows with each end of serving: what was asked before is not begun behind it. */
    private final AtomicLong ends = new AtomicLong();

    /** Made ahead of time, since others wait when it is needed. Role thread. */
    private Optional<ServingHalf> spare = Optional.empty();

    private volatile Optional<ServingHalf> made = Optional.empty();
    private volatile Optional<ServingHalf> serving = Optional.empty();
    private volatile Optional<ServingHalf> leaving = Optional.empty();
    private volatile boolean holding;

    /** Makes a half that serves. */
    interface Maker {
        ServingHalf make() throws IOException;
    }

    /** Ends the process. */
    interface Ending {
        /** @param code as {@link ExitCode} has them */
        void end(int code, String why);
    }

    RoleSwitch(Maker maker, Ending ending) {
        this.maker = maker;
        this.ending = ending;
    }

    /** What serves now. */
    Optional<ServingHalf> serving() {
        return serving;
    }

    /** Whether new mail is refused for the time being. */
    boolean holdsReplies() {
        return holding;
    }

    /** What receives a connection: the half that serves here, or else that one. */
    Host host(ListenerSpec listener, Host otherwise) {
        return serving.map(half -> half.host(listener)).orElse(otherwise);
    }

    @Override
    public void serve(PairRole role, long epoch) {
        long before = ends.get();
        inOrder(() -> begin(role, epoch, before));
    }

    @Override
    public void stopServing(String why) {
        ends.incrementAndGet();
        serving = Optional.empty();
        made.ifPresent(half -> half.dismiss(LEAVE_TIME));
        inOrder(() -> end(why));
    }

    @Override
    public void dropSessions() {
        ends.incrementAndGet();
        serving = Optional.empty();
        made.ifPresent(ServingHalf::cut);
        leaving.ifPresent(ServingHalf::cut);
        inOrder(() -> end("sessions cut"));
    }

    @Override
    public void holdReplies(boolean hold, String why) {
        holding = hold;
        log.atInfo().addKeyValue("why", why).log(hold ? "new mail waits" : "new mail is taken again");
    }

    @Override
    public void exit(int code, String why) {
        Thread end = new Thread(() -> ending.end(code, why), "exit");
        end.setDaemon(true);
        end.start();
    }

    /** Serves no more, for good, and waits until that is done; running transactions are over already. */
    @Override
    public void close() {
        ends.incrementAndGet();
        serving = Optional.empty();
        thread.execute(() -> end("the node ends"));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("what served does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(PairRole role, long epoch, long before) throws IOException {
        if (ends.get() != before) {
            return;
        }
        if (made.isPresent()) {
            log.atInfo().addKeyValue("role", role).addKeyValue("epoch", epoch).log("serves on");
            return;
        }
        ServingHalf half = spare.isPresent() ? spare.get() : maker.make();
        spare = Optional.empty();
        made = Optional.of(half);
        leaving = Optional.empty();
        Optional<Thread> seeds = half.plant();
        half.begin();
        seeds.ifPresent(RoleSwitch::carriedOut);
        serving = made;
        if (ends.get() == before) {
            log.atInfo().addKeyValue("role", role).addKeyValue("epoch", epoch).log("serves");
        } else { // over before it began; what ends it stands behind us in the line
            serving = Optional.empty();
            half.cut();
        }
    }

    /** Makes ready for serving, while nobody waits for it. */
    void prepare() {
        inOrder(() -> {
            if (made.isEmpty() && spare.isEmpty()) {
                spare = Optional.of(maker.make());
            }
        });
    }

    /** What was made ready stands on states that are used no more. */
    void renewed() {
        inOrder(() -> spare = Optional.empty());
        prepare();
    }

    private void end(String why) {
        Optional<ServingHalf> half = made;
        if (half.isEmpty()) {
            return;
        }
        leaving = half;
        made = Optional.empty();
        half.get().close();
        log.atInfo()
                .addKeyValue("why", why)
                .addKeyValue("sessions", half.get().guests())
                .log("serves no more");
        prepare();
    }

    private static void carriedOut(Thread seeds) {
        seeds.start();
        try {
            seeds.join(SEED_TIME.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void inOrder(Work work) {
        try {
            thread.execute(() -> guarded(work));
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("the node ends: nothing begins any more");
        }
    }

    /** A node that cannot carry out its role must not keep it: the other half can have it. */
    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException failed) {
            log.atError().setCause(failed).log("role cannot be carried out");
            exit(ExitCode.DISK.number(), "the role cannot be carried out: " + failed);
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
