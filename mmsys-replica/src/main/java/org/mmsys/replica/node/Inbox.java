package org.mmsys.replica.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the thread of the pair has still to do, in order. Any thread adds, that thread alone takes. */
final class Inbox {
    private static final int MOST = 20_000;
    /** What came by the link may take that much of it: the link can wait, the others cannot. */
    private static final int LINK_MOST = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;

    /**
     * Adds a task; does not wait.
     *
     * @return whether there was room; if not, the thread of the pair stands still for good
     */
    boolean post(Runnable task) {
        lock.lock();
        try {
            if (tasks.size() >= MOST && !closed) {
                return false;
            }
            add(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a task, and waits first while there are too many. */
    void postWhenRoom(Runnable task) throws InterruptedException {
        lock.lock();
        try {
            while (tasks.size() >= LINK_MOST && !closed) {
                room.await();
            }
            add(task);
        } finally {
            lock.unlock();
        }
    }

    private void add(Runnable task) {
        if (!closed) {
            tasks.add(task);
            some.signal();
        }
    }

    /** The next task, or nothing when so long has passed without one. */
    Optional<Runnable> next(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (tasks.isEmpty() && left > 0 && !closed) {
                left = some.awaitNanos(left);
            }
            Optional<Runnable> first = Optional.ofNullable(tasks.poll());
            if (tasks.size() == LINK_MOST - 1) {
                room.signalAll();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            tasks.clear();
            some.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
