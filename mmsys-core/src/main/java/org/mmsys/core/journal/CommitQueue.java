package org.mmsys.core.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
    private final List<Task> tasks = new ArrayList<>();
    private long waitingOctets;
    private boolean closed;
    /** Entries are refused for the time being. */
    private boolean shut;

    private boolean ended;
    private boolean sleeping;
    /** Something came since the committer last looked. */
    private boolean rung;
    /** What came is more than entries. */
    private boolean called;

    private boolean deaf;

    private @Nullable Thread committer;

    CommitQueue(int entriesMax, long octetsMax) {
        this.entriesMax = entriesMax;
        this.octetsMax = octetsMax;
    }

    /** An entry that was not taken. */
    record Refused(Journal.CommitListener listener, Journal.Refusal why) {}

    /** What the committer does between two batches. */
    interface Task {
        /** An error is one of the disk, and the end. */
        void run() throws IOException;

        /** It will not be done. */
        void abandon();
    }

    /** Puts in an entry, or its refusal when too much waits; false when the queue is closed or shut. */
    boolean offer(PendingAppend entry) {
        boolean wake;
        synchronized (lock) {
            if (closed || shut) {
                return false;
            }
            if (waiting.size() >= entriesMax || waitingOctets + entry.length() > octetsMax && !waiting.isEmpty()) {
                refused.add(new Refused(entry.listener(), Journal.Refusal.TOO_BUSY));
            } else {
                waiting.add(entry);
                waitingOctets += entry.length();
            }
            rung = true;
            wake = sleeping && !deaf;
            sleeping = sleeping && deaf;
        }
        if (wake) {
            LockSupport.unpark(committer);
        }
        return true;
    }

    /** Puts in a task, even when the queue is closed; one that finds the committer gone is abandoned. */
    void submit(Task task) {
        boolean late;
        synchronized (lock) {
            late = ended;
            if (!late) {
                tasks.add(task);
            }
            called = true;
            sleeping = false;
        }
        if (late) {
            task.abandon();
        }
        LockSupport.unpark(committer);
    }

    /** The committer is gone: tasks that wait, and those to come, are abandoned. */
    void end() {
        List<Task> left;
        synchronized (lock) {
            closed = true;
            ended = true;
            left = List.copyOf(tasks);
            tasks.clear();
        }
        left.forEach(Task::abandon);
    }

    /** From now on no entry is taken. */
    void close() {
        synchronized (lock) {
            closed = true;
            called = true;
            sleeping = false;
        }
        LockSupport.unpark(committer);
    }

    /** Takes no entries until {@link #open}; those that wait stay. */
    void shut() {
        synchronized (lock) {
            shut = true;
        }
    }

    /** Takes entries, unless it is closed. */
    void open() {
        synchronized (lock) {
            shut = false;
        }
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
    void take(
            List<PendingAppend> batch, int entries, long octets, Collection<Refused> refusals, Collection<Task> work) {
        synchronized (lock) {
            takeTasks(refusals, work);
            rung = false;
            takeFirst(batch, entries, octets);
        }
    }

    /** Takes all refusals and tasks; entries stay. */
    void take(Collection<Refused> refusals, Collection<Task> work) {
        synchronized (lock) {
            takeTasks(refusals, work);
        }
    }

    /** Takes the first entries, up to a limit but at least one if there is one. */
    void take(List<PendingAppend> batch, int entries, long octets) {
        synchronized (lock) {
            rung = false;
            takeFirst(batch, entries, octets);
        }
    }

    private void takeTasks(Collection<Refused> refusals, Collection<Task> work) {
        called = false;
        refusals.addAll(refused);
        refused.clear();
        work.addAll(tasks);
        tasks.clear();
    }

    private void takeFirst(List<PendingAppend> batch, int entries, long octets) {
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

    /** Takes all entries that wait. */
    List<PendingAppend> takeAll() {
        synchronized (lock) {
            List<PendingAppend> all = new ArrayList<>(waiting);
            waiting.clear();
            waitingOctets = 0;
            return all;
        }
    }

    /** Waits until something comes in, or for that long; returns at once when something came since the last take. */
    void sleep(long nanos) {
        sleep(nanos, false);
    }

    /**
     * The same.
     *
     * @param deafToEntries whether entries are no reason to wake up: they could not be written yet
     */
    void sleep(long nanos, boolean deafToEntries) {
        synchronized (lock) {
            if (called || rung && !deafToEntries) {
                return;
            }
            sleeping = true;
            deaf = deafToEntries;
        }
        LockSupport.parkNanos(this, nanos);
        synchronized (lock) {
            sleeping = false;
            deaf = false;
        }
    }
}
