package org.mmsys.core.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what of the queue is tried when: the oldest first, fair among destinations, with limits for each and for all.
 *
 * <p>Between servers of the system a message is handed over exactly once, since the receiver knows it by its queue id.
 * Outside it is at least once: an attempt is written down before it begins (CLAIM), and what was claimed when the node went
 * down is tried again, though it may have arrived. Where a recipient lives is looked up anew for each attempt, so queued mail
 * follows an account or a takeover.
 *
 * <p>One thread decides; it never waits for a disk or a network. The monitor guards all jobs and lanes. What others have to
 * say comes through the inbox.
 */
public final class DeliveryScheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliveryScheduler.class);
    private static final long SLEEP_MILLIS = 5000;
    private static final long NOT_NOW_MILLIS = 100;
    private static final int INBOX_AT_ONCE = 10_000;

    private final MailQueue queue;
    private final QueueClock clock;
    private final QueueSettings settings;
    private final Timetable timetable;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Routing routing;
    private final Attempts attempts;
    private final HomeQuestions questions;
    private final Closing ending;
    private final Sweep sweep;
    private final Thread thread = new Thread(this::run, "mmsys-queue");
    private final Runnable wake = this::wake;
    private final boolean taken;
    private final long sweepMillis;
    private long sweepAt;
    private volatile BooleanSupplier mayBegin = () -> true;
    private volatile boolean draining;
    private volatile boolean stopped;

    /** A scheduler that has taken over the queue and does nothing before {@link #start}. */
    public DeliveryScheduler(QueueParts parts) {
        this(parts, true);
    }

    /** @param takesOver whether the queue is taken over now, or when it begins: another one may work through it until then */
    public DeliveryScheduler(QueueParts parts, boolean takesOver) {
        this.queue = parts.queue();
        this.clock = parts.clock();
        this.settings = parts.settings();
        this.timetable = new Timetable(clock, settings);
        this.routing = new Routing(this, parts);
        this.ending = new Closing(this, parts);
        this.attempts = new Attempts(this, parts, routing);
        this.questions = new HomeQuestions(this, attempts, parts, routing);
        this.sweep = new Sweep(this, parts, ending);
        this.sweepMillis = settings.sweepEvery().toMillis();
        this.sweepAt = clock.millis() + sweepMillis;
        thread.setDaemon(true);
        if (takesOver) {
            queue.begin(wake);
        }
        taken = takesOver;
    }

    /** Begins; once. */
    public void start() {
        if (!taken) {
            queue.begin(wake);
        }
        thread.start();
    }

    /** Attempts are begun only while this says so; asked before each round, from memory. Before {@link #start}. */
    public void onlyWhile(BooleanSupplier condition) {
        mayBegin = condition;
    }

    /**
     * What was claimed before this began is left alone for so long from the first attempt on; none at first. Before {@link #start}.
     */
    public void respectClaims(Duration time) {
        attempts.claims().respect(time);
    }

    /** A destination answers again: its mail is due now, in the order of age, as many at a time as ever. Any thread. */
    public void woken(Destination destination) {
        post(() -> {
            timetable.find(destination).ifPresent(lane -> {
                lane.woken(now());
                touch(lane);
            });
            timetable.unsure().woken(now());
            touch(timetable.unsure());
        });
    }

    /** Begins nothing more; what has begun goes on to its end. Any thread. */
    public void drain() {
        draining = true;
        wake();
    }

    /** Begins nothing more, and waits that long for the answers to what has begun. */
    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    /** Begins nothing more, and waits at most that long for the answers to what has begun. Any thread. */
    public void close(Duration most) {
        drain();
        try {
            if (thread.isAlive()) {
                thread.join(Math.max(1, most.toMillis()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
        wake();
        queue.end(wake);
    }

    private void run() {
        while (!stopped) {
            long wait = SLEEP_MILLIS;
            try {
                wait = step();
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("queue scheduler failed, goes on");
            }
            if (draining && idle()) {
                return;
            }
            if (wait > 0) {
                LockSupport.parkNanos(this, Duration.ofMillis(wait).toNanos());
            }
        }
    }

    private synchronized boolean idle() {
        return attempts.total() == 0
                && timetable.here().running + timetable.closing().running == 0
                && inbox.isEmpty()
                && ending.written();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    /** Does everything that is due; tells for how many milliseconds nothing more will be. */
    synchronized long step() {
        readInbox();
        for (Queued message : queue.takeArrivals()) {
            guarded(() -> adopt(message));
        }
        if (now() >= sweepAt) {
            sweepAt = now() + sweepMillis;
            guarded(sweep::run);
        }
        guarded(attempts::giveUpLate);
        timetable.ring();
        boolean may = mayBegin.getAsBoolean();
        if (!draining && may) {
            timetable.dispatch(
                    () -> attempts.total() < settings.connections(), (lane, job) -> guarded(() -> begin(lane, job)));
        }
        guarded(ending::flush);
        if (!inbox.isEmpty()) {
            return 0;
        }
        long next = Math.min(sweepAt, Math.min(attempts.nextAt(), ending.nextAt()));
        next = may ? Math.min(next, timetable.nextAt()) : now() + NOT_NOW_MILLIS;
        return Math.max(0, Math.min(SLEEP_MILLIS, next - now()));
    }

    private void readInbox() {
        for (int i = 0; i < INBOX_AT_ONCE; i++) {
            Runnable next = inbox.poll();
            if (next == null) {
                return;
            }
            guarded(next);
        }
    }

    /** What fails for one message must not hold up the others; the sweep finds what was dropped. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("queue scheduler: one step failed");
        }
    }

    /** Has the scheduler do something. Any thread. */
    void post(Runnable work) {
        inbox.add(work);
        wake();
    }

    long now() {
        return clock.millis();
    }

    // ---- jobs; all below is called with the monitor held

    /** Makes jobs for recipients that have none: of new messages, and of those that were held back. */
    void adopt(Queued message) {
        BitSet open = queue.open(message);
        if (queue.find(message.id).isEmpty() || queue.held(message)) {
            return;
        }
        for (Job job : List.copyOf(message.jobs)) {
            for (int recipient : job.recipients) {
                open.clear(recipient);
            }
            if (job.state == Job.State.PARKED) {
                routing.place(job);
            }
        }
        if (!open.isEmpty()) {
            Job job = new Job(message, open.stream().toArray());
            message.jobs.add(job);
            routing.place(job);
        }
    }

    /** Puts parts in the place of a job. */
    void replace(Job job, List<Job> by) {
        finish(job);
        job.message.jobs.addAll(by);
    }

    void finish(Job job) {
        job.state = Job.State.GONE;
        job.message.jobs.remove(job);
    }

    /**
     * Parts a job.
     *
     * @param groups numbers of recipients, each in one of them
     * @return a job for each group, which for the only one that is not empty is the job itself
     */
    List<Job> split(Job job, List<List<Integer>> groups) {
        long some = groups.stream().filter(group -> !group.isEmpty()).count();
        if (some <= 1) {
            return groups.stream().map(group -> job).toList();
        }
        List<Job> parts = groups.stream().map(job::part).toList();
        replace(job, parts.stream().filter(part -> part.recipients.length > 0).toList());
        return parts;
    }

    /** These recipients need no more attempts: that is written down, and the sender is told what it wishes to be. */
    void conclude(Job job, List<Verdict> verdicts) {
        ending.conclude(job, verdicts);
    }

    /** Puts a job into a lane for its turn. */
    void ready(Lane lane, Job job) {
        lane.ready(job);
        timetable.touch(lane);
    }

    /** Puts a job into a lane for later. */
    void later(Lane lane, Job job, Duration wait) {
        lane.wait(job, now() + wait.toMillis());
        timetable.touch(lane);
    }

    /** Sees to it that a lane gets its turn, now or when something of it is due. */
    void touch(Lane lane) {
        timetable.touch(lane);
    }

    Timetable lanes() {
        return timetable;
    }

    private void begin(Lane lane, Job job) {
        Job wanted = stillWanted(job);
        if (wanted == null) {
            return;
        }
        boolean begun = false;
        try {
            switch (lane.kind) {
                case OUT -> attempts.begin(lane, wanted);
                case UNSURE -> questions.ask(lane, wanted);
                case HERE -> ending.deliverHere(lane, wanted);
                case CLOSING -> ending.write(lane, wanted);
            }
            begun = true;
        } finally {
            if (!begun) {
                later(lane, wanted, Duration.ofMinutes(1));
            }
        }
    }

    /** The job without recipients who need nothing any more; none while its message is held back. */
    private @Nullable Job stillWanted(Job job) {
        if (queue.find(job.message.id).isEmpty()) {
            finish(job);
            return null;
        }
        if (queue.held(job.message) && job.verdicts == null) {
            job.state = Job.State.PARKED;
            return null;
        }
        BitSet open = queue.open(job.message);
        List<Integer> rest = job.numbers().stream().filter(open::get).toList();
        if (rest.size() == job.recipients.length) {
            return job;
        }
        if (rest.isEmpty() || job.verdicts != null) {
            finish(job); // what has verdicts is written for all or none
            return null;
        }
        Job part = job.part(rest);
        replace(job, List.of(part));
        return part;
    }

    // ---- for the administrator; any thread

    /** Has all that waits of a message tried now; false when there is nothing. */
    synchronized boolean retryNow(Guid id) {
        Optional<Queued> message = queue.find(id);
        if (message.isEmpty()) {
            return false;
        }
        boolean any = false;
        for (Job job : List.copyOf(message.get().jobs)) {
            Lane lane = job.lane;
            if (lane != null && job.state == Job.State.WAITING) {
                lane.waiting.remove(job);
                ready(lane, job);
                any = true;
            }
            if (lane != null && lane.down()) {
                lane.probeAgain(now());
                touch(lane);
                any = true;
            }
        }
        wake();
        return any;
    }

    /** Gives up what is not being tried just now, with a report to the sender; how many recipients that are. */
    synchronized int giveUp(Guid id, Verdict.Refused because) {
        int given = queue.find(id)
                .map(message -> ending.giveUp(message, (job, index) -> because))
                .orElse(0);
        wake();
        return given;
    }

    /** What is known of the attempts of a message's recipients. */
    synchronized List<JobView> jobs(Guid id) {
        List<JobView> views = new ArrayList<>();
        queue.find(id).ifPresent(message -> message.jobs.forEach(job -> views.add(JobView.of(job, now()))));
        return views;
    }

    /** How each destination is. */
    synchronized List<LaneView> destinations() {
        return timetable.destinations().stream()
                .filter(lane -> !lane.idle() || lane.down())
                .map(lane -> LaneView.of(lane, now()))
                .toList();
    }

    /** Attempts under way. */
    synchronized int running() {
        return attempts.total();
    }

    /** Attempts and questions of which something is kept. */
    synchronized int remembered() {
        return attempts.remembered();
    }
}
