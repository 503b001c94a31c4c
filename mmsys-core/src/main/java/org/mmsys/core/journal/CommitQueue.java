package org.mmsys.core.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the committer: entries up to a limit, refusals of the others, and tasks to be done between two batches.
 *
 * <p>Any thread puts in; the committer alone takes out. The lock is held for a few instructions only, and the committer is
 * woken only if it sleeps. Refusals are not limited in number: there is at most one for each session that waits.
 */
final class CommitQueue {
    private final int entriesMax;
    private final long octetsMax;
    private final Object lock = new Object();
    private final Deque<PendingAppend> waiting = new ArrayDeque<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private long waitingOctets;
    private boolean closed;
    private boolean sleeping;
    private @Nullable Thread committer;

    CommitQueue(int entriesMax, long octetsMax) {
        this.entriesMax = entriesMax;
        this.octetsMax = octetsMax;
    }

    /** An entry that was not taken. */
    record Refused(Journal.CommitListener listener, Journal.Refusal why) {}

    /** Puts in an entry, or its refusal when too much waits; false when the queue is closed. */
    boolean offer(PendingAppend entry) {
        boolean wake;
        synchronized (lock) {
            if (closed) {
                return false;
            }
            if (waiting.size() >= entriesMax || waitingOctets + entry.length() > octetsMax && !waiting.isEmpty()) {
                refused.add(new Refused(entry.listener(), Journal.Refusal.TOO_BUSY));
            } else {
                waiting.add(entry);
                waitingOctets += entry.length();
            }
            wake = sleeping;
            sleeping = false;
        }
        if (wake) {
            LockSupport.unpark(committer);
        }
        return true;
    }

    /** Puts in a task. Tasks are taken even when the queue is closed, as long as the committer runs. */
    void submit(Runnable task) {
        synchronized (lock) {
            tasks.add(task);
            sleeping = false;
        }
        LockSupport.unpark(committer);
    }

    /** From now on no entry is taken. */
    void close() {
        synchronized (lock) {
            closed = true;
            sleeping = false;
        }
        LockSupport.unpark(committer);
    }

    /** Whether it is closed and nobody waits for an answer. */
    boolean isDone() {
        synchronized (lock) {
            return closed && waiting.isEmpty() && refused.isEmpty();
        }
    }

    int size() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** The thread that takes out; set before it does. */
    void committer(Thread thread) {
        synchronized (lock) {
            committer = thread;
        }
    }

    /** Takes the first entries, up to a limit but at least one if there is one; and all refusals and tasks. */
    void take(List<PendingAppend> batch, int entries, long octets, List<Refused> refusals, List<Runnable> work) {
        synchronized (lock) {
            refusals.addAll(refused);
            refused.clear();
            work.addAll(tasks);
            tasks.clear();
            long taken = 0;
            PendingAppend next = waiting.peek();
            while (next != null && batch.size() < entries && (batch.isEmpty() || taken + next.length() <= octets)) {
                taken += next.length();
                batch.add(next);
                waiting.remove();
                next = waiting.peek();
            }
            waitingOctets -= taken;
        }
    }

    /** Takes all entries that wait. */
    List<PendingAppend> takeAll() {
        synchronized (lock) {
            List<PendingAppend> all = new ArrayList<>(waiting);
            waiting.clear();
            waitingOctets = 0;
            return all;
        }
    }

    /** Waits until something comes in, or for that long; returns at once when something is there. */
    void sleep(long nanos) {
        synchronized (lock) {
            if (!waiting.isEmpty() || !refused.isEmpty() || !tasks.isEmpty()) {
                return;
            }
            sleeping = true;
        }
        LockSupport.parkNanos(this, nanos);
        synchronized (lock) {
            sleeping = false;
        }
    }
}
