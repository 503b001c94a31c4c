package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.core.route.Service;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one server of the system, and the jobs that wait for one. Thread-safe; nothing here waits.
 *
 * <p>A connection that had served and turns out to be closed costs its job no failure: the job is done once more, at once, on
 * a connection that is new or has just proved to be alive. A server that cannot be reached ends all jobs that wait for it.
 */
final class Lanes {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);
    private static final int JOBS_PER_CONNECTION = 100;

    private final String server;
    private final Peers peers;
    private final Supplier<SmtpClientPlan> plan;
    private final Limits limits;
    private final ScheduledExecutorService timer;

    private final Object lock = new Object();
    private final Deque<Retriable> waiting = new ArrayDeque<>();
    private final Deque<Lane> idle = new ArrayDeque<>();
    /** Connections on their way or open; those that say good-bye do not count. */
    private int open;

    /** Connections of which it is not known yet whether they will serve. */
    private int dialling;

    /** Connections whose job has just ended and that will ask for the next one at once. */
    private int finishing;

    private boolean closed;

    /**
     * How much of everything.
     *
     * @param connections at a time
     * @param waiting jobs that may wait for a connection
     * @param idle how long a connection without a job is kept
     */
    record Limits(int connections, int waiting, Duration idle) {}

    Lanes(String server, Peers peers, Supplier<SmtpClientPlan> plan, Limits limits, ScheduledExecutorService timer) {
        this.server = server;
        this.peers = peers;
        this.plan = plan;
        this.limits = limits;
        this.timer = timer;
    }

    /** Does the job as soon as a connection is free. */
    void submit(ClientJob job) {
        Retriable item = new Retriable(job);
        Runnable next;
        synchronized (lock) {
            if (closed || waiting.size() >= limits.waiting()) {
                String why = closed ? "going down" : "too much waits for this server";
                next = () -> job.ended(new SmtpOutcome.Failed(new Failure(Trouble.CLOSED, "4.3.2", why, true)));
            } else {
                Lane free = idle.pollLast();
                if (free == null) {
                    waiting.add(item);
                    next = dialIfNeeded();
                } else {
                    next = free.give(Optional.of(item));
                }
            }
        }
        next.run();
    }

    /** Says good-bye on all connections that have nothing to do, and takes no more jobs. */
    void close() {
        List<Runnable> goodByes;
        List<Retriable> undone;
        synchronized (lock) {
            closed = true;
            goodByes = dismissIdle();
            undone = new ArrayList<>(waiting);
            waiting.clear();
        }
        goodByes.forEach(Runnable::run);
        Failure failure = new Failure(Trouble.CLOSED, "4.3.2", "going down", true);
        undone.forEach(item -> item.ended(new SmtpOutcome.Failed(failure)));
    }

    /** Under the lock: what says good-bye on all connections that have nothing to do. */
    private List<Runnable> dismissIdle() {
        List<Runnable> goodByes = new ArrayList<>();
        for (Lane lane : idle) {
            release(lane);
            goodByes.add(lane.give(Optional.empty()));
        }
        idle.clear();
        return goodByes;
    }

    /** Under the lock: takes a place for one more connection if a job needs one. */
    private Runnable dialIfNeeded() {
        if (waiting.size() <= dialling + finishing || open >= limits.connections()) {
            return () -> {};
        }
        open++;
        dialling++;
        return () -> dial(false);
    }

    private void dial(boolean secondTry) {
        peers.call(server, Service.SMTP, () -> dialogue(secondTry), why -> unreachable(why));
    }

    private Dialogue<?, ?> dialogue(boolean secondTry) {
        Lane lane = new Lane(secondTry);
        SmtpClientMachine machine = new SmtpClientMachine(plan.get());
        return new Dialogue<>(
                input -> {
                    lane.notice(input);
                    return machine.on(input);
                },
                new ClientPerformer(lane));
    }

    private void unreachable(String why) {
        log.atDebug().addKeyValue("server", server).addKeyValue("why", why).log("server cannot be reached");
        lost(new Failure(Trouble.CLOSED, "4.4.1", why, true));
    }

    /** A place is free that came to nothing: if no other connection is left, nobody will serve those who wait. */
    private void lost(Failure failure) {
        List<Retriable> undone = List.of();
        synchronized (lock) {
            open--;
            dialling--;
            if (open == 0) {
                undone = new ArrayList<>(waiting);
                waiting.clear();
            }
        }
        undone.forEach(item -> item.ended(new SmtpOutcome.Failed(failure)));
    }

    /** Under the lock. */
    private void release(Lane lane) {
        if (lane.counted) {
            lane.counted = false;
            open--;
        }
    }

    /** The server had closed a connection unnoticed: those that are idle are no better. */
    private void again(Retriable item, Lane dead) {
        List<Runnable> goodByes;
        Runnable next;
        synchronized (lock) {
            item.again = true;
            release(dead);
            goodByes = dismissIdle();
            waiting.addFirst(item);
            next = dialIfNeeded();
        }
        goodByes.forEach(Runnable::run);
        next.run();
    }

    private static Optional<Failure> failureOf(SmtpOutcome outcome) {
        if (outcome instanceof SmtpOutcome.Failed failed) {
            return Optional.of(failed.failure());
        }
        return outcome instanceof SmtpOutcome.Mailed mailed ? mailed.failure() : Optional.empty();
    }

    /** A job that may be done a second time. */
    private static final class Retriable implements ClientJob {
        private final ClientJob job;
        private boolean again;

        Retriable(ClientJob job) {
            this.job = job;
        }

        @Override
        public SmtpErrand errand() {
            return job.errand();
        }

        @Override
        public Optional<QueuedMessage> message() {
            return job.message();
        }

        @Override
        public void challenged(byte[] octets, Consumer<SmtpClientAnswer> answer) {
            job.challenged(octets, answer);
        }

        @Override
        public void ended(SmtpOutcome outcome) {
            job.ended(outcome);
        }
    }

    /** Under the lock: the next job somebody waits for. */
    private @Nullable Retriable poll() {
        Retriable item = waiting.poll();
        while (item != null && !item.job.wanted()) {
            item = waiting.poll();
        }
        return item;
    }

    /** One connection. What is not final is guarded by the lock, but for {@code connected}. */
    private final class Lane implements ClientPerformer.Owner {
        private final boolean secondTry;
        private volatile boolean connected;
        private boolean counted = true;
        private boolean ready;
        private boolean draining;
        private boolean finished;
        private int given;
        private @Nullable Consumer<Optional<ClientJob>> later;

        Lane(boolean secondTry) {
            this.secondTry = secondTry;
        }

        /** Whatever comes, there is a connection; a node that goes down does not wait for one that has nothing to do. */
        void notice(Input<SmtpClientAnswer> input) {
            connected = true;
            if (input instanceof Input.Draining<SmtpClientAnswer>) {
                Runnable goodBye = () -> {};
                synchronized (lock) {
                    draining = true;
                    if (idle.remove(this)) {
                        release(this);
                        goodBye = give(Optional.empty());
                    }
                }
                goodBye.run();
            }
        }

        /** Under the lock: what answers the question of this idle connection, to be run without the lock. */
        private Runnable give(Optional<Retriable> item) {
            Consumer<Optional<ClientJob>> taker = later;
            later = null;
            if (taker == null) {
                throw new IllegalStateException("connection is not idle");
            }
            return () -> taker.accept(item.map(job -> job));
        }

        @Override
        public Attempt<Optional<ClientJob>> next(Consumer<Optional<ClientJob>> callback) {
            Runnable instead;
            synchronized (lock) {
                if (!ready) {
                    ready = true;
                    dialling--;
                }
                setFinished(false);
                boolean usable = counted && !closed && !draining && ++given <= JOBS_PER_CONNECTION;
                Retriable item = usable ? poll() : null;
                if (item != null) {
                    return Attempt.now(Optional.of(item));
                }
                if (usable) {
                    later = callback;
                    idle.addLast(this);
                    Alarm.in(timer, limits.idle(), () -> expire(callback));
                    return Attempt.pending();
                }
                release(this);
                instead = closed ? () -> {} : dialIfNeeded();
            }
            instead.run();
            return Attempt.now(Optional.empty());
        }

        private void expire(Consumer<Optional<ClientJob>> question) {
            Runnable goodBye;
            synchronized (lock) {
                if (later != question || !idle.remove(this)) {
                    return;
                }
                release(this);
                goodBye = give(Optional.empty());
            }
            goodBye.run();
        }

        @Override
        public void ended(ClientJob job, SmtpOutcome outcome, int served) {
            Optional<Failure> failure = failureOf(outcome);
            boolean stale = failure.filter(each -> each.untouched() && each.trouble() != Trouble.TIMED_OUT)
                    .isPresent();
            if (job instanceof Retriable item && stale && served > 0 && !item.again) {
                again(item, this);
                return;
            }
            failure.filter(each -> each.trouble() == Trouble.TIMED_OUT || each.trouble() == Trouble.GARBAGE)
                    .ifPresent(each -> peers.failed(server, Service.SMTP, each.text()));
            synchronized (lock) {
                setFinished(failure.isEmpty());
            }
            job.ended(outcome);
        }

        /** Under the lock. */
        private void setFinished(boolean now) {
            if (finished != now) {
                finished = now;
                finishing += now ? 1 : -1;
            }
        }

        /** The other half of the pair may serve: whoever waits gets one more try at once. */
        @Override
        public void failed(Failure failure) {
            boolean retry;
            synchronized (lock) {
                if (!counted || ready) {
                    return; // told before: the next failure would be blamed on the other half
                }
                counted = false; // its place goes to the next try, or is given back
                retry = !secondTry && !closed && !waiting.isEmpty();
            }
            peers.failed(server, Service.SMTP, failure.text());
            if (retry) {
                dial(true);
            } else {
                lost(failure);
            }
        }

        @Override
        public void closed() {
            Runnable next;
            synchronized (lock) {
                if (!connected) {
                    return; // the next node is tried, or nobody can be reached: that is told separately
                }
                later = null;
                setFinished(false);
                if (idle.remove(this) || ready) {
                    release(this);
                    next = closed ? () -> {} : dialIfNeeded();
                } else {
                    next = () -> failed(new Failure(Trouble.CLOSED, "4.4.2", "connection lost", true));
                }
            }
            next.run();
        }
    }
}
