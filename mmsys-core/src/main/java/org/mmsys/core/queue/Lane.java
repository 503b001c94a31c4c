package org.mmsys.core.queue;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The jobs for one destination, and how that one is. Belongs to the scheduler.
 *
 * <p>The oldest message goes first. While the destination is down one job at a time finds out whether it is back, and all
 * others wait without attempts of their own.
 */
final class Lane {
    static final long NEVER = Long.MAX_VALUE;
    private static final int STRIKES_MAX = 3;

    /** What is done with the jobs of a lane. */
    enum Kind {
        /** Hand over to a transport. */
        OUT,
        /** Deliver here: the recipient has come to live on this server. */
        HERE,
        /** Ask where the recipients live. */
        UNSURE,
        /** Write what became of them, with a report to the sender. */
        CLOSING
    }

    final Kind kind;
    final Optional<Destination> destination;
    final int limit;
    final PriorityQueue<Job> ready = new PriorityQueue<>(Comparator.comparingLong(job -> job.message.number));
    final PriorityQueue<Job> waiting = new PriorityQueue<>(Comparator.comparingLong(job -> job.dueAt));
    int running;
    boolean inRing;
    long alarmAt = NEVER;
    private boolean down;
    private long downSince;
    private int failures;
    private long probeAt;
    private long aliveAt = Long.MIN_VALUE;
    private long wokenAt = Long.MIN_VALUE;
    Verdict.@Nullable Deferred downBecause;

    Lane(Kind kind, Optional<Destination> destination, int limit) {
        this.kind = kind;
        this.destination = destination;
        this.limit = limit;
    }

    boolean down() {
        return down;
    }

    long downSince() {
        return downSince;
    }

    int failures() {
        return failures;
    }

    /** Whether the next job may begin now. */
    boolean dispatchable(long now) {
        if (ready.isEmpty()) {
            return false;
        }
        return down ? running == 0 && now >= probeAt : running < limit;
    }

    /** When something of this lane is due that nothing else will tell. */
    long nextAt() {
        Job first = waiting.peek();
        long due = first == null ? NEVER : first.dueAt;
        return down && !ready.isEmpty() && running == 0 ? Math.min(due, probeAt) : due;
    }

    void ready(Job job) {
        job.lane = this;
        job.state = Job.State.READY;
        ready.add(job);
    }

    void wait(Job job, long until) {
        job.lane = this;
        job.state = Job.State.WAITING;
        job.dueAt = until;
        waiting.add(job);
    }

    /** Jobs whose time has come wait for their turn. */
    void promote(long now) {
        for (Job job = waiting.peek(); job != null && job.dueAt <= now; job = waiting.peek()) {
            waiting.remove();
            if (job.state == Job.State.WAITING) {
                ready(job);
            }
        }
    }

    /** The oldest job that still wants its turn. */
    @Nullable
    Job next() {
        for (Job job = ready.poll(); job != null; job = ready.poll()) {
            if (job.state == Job.State.READY && job.lane == this) {
                return job;
            }
        }
        return null;
    }

    /** Whether the destination has answered anything since then. */
    boolean aliveSince(long moment) {
        return aliveAt >= moment;
    }

    /** The destination answered: the others may come. */
    void alive(long now) {
        aliveAt = now;
        if (down) {
            down = false;
            failures = 0;
            downBecause = null;
            List<Job> struck = waiting.stream().filter(job -> job.strikes > 0).toList();
            if (!struck.isEmpty()) {
                waiting.removeIf(job -> job.strikes > 0);
                struck.forEach(this::ready);
            }
        }
    }

    /** Why the destination cannot be reached, if that is what all verdicts say. */
    static Verdict.@Nullable Deferred whyDown(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (!(verdict instanceof Verdict.Deferred deferred) || !deferred.destinationDown()) {
                return null;
            }
        }
        return (Verdict.Deferred) verdicts.get(0);
    }

    /** The destination cannot be reached; {@link #probeAgain} says when it is tried again. */
    void unreachable(Verdict.Deferred because, long now) {
        if (!down) {
            down = true;
            downSince = now;
            failures = 0;
        }
        failures++;
        downBecause = because;
    }

    void probeAgain(long at) {
        probeAt = at;
    }

    /** Whether this job has been the probe so often that another should be. */
    static boolean struckOut(Job job) {
        return ++job.strikes % STRIKES_MAX == 0;
    }

    /** The destination is said to be back: everything is due, in the order of age. */
    void woken(long now) {
        wokenAt = now;
        probeAt = now;
        wakeAll();
    }

    /** Whether it was said to be back after an attempt began that has just failed: it says nothing of now. */
    boolean wokenSince(long moment) {
        return wokenAt > moment;
    }

    private void wakeAll() {
        for (Job job = waiting.poll(); job != null; job = waiting.poll()) {
            if (job.state == Job.State.WAITING) {
                ready(job);
            }
        }
    }

    /** Forgets jobs that are gone. */
    void tidy() {
        ready.removeIf(job -> job.state != Job.State.READY || job.lane != this);
        waiting.removeIf(job -> job.state != Job.State.WAITING || job.lane != this);
    }

    boolean idle() {
        return ready.isEmpty() && waiting.isEmpty() && running == 0;
    }
}
