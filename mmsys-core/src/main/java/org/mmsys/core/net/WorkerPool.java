package org.mmsys.core.net;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that may wait: for disks, hashes, names. Bounded in threads and in tasks that wait for one.
 *
 * <p>Thread-safe. Threads end after half a minute without work.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor executor;
    private int size;

    /** A pool of at most {@code threads} threads and {@code queue} waiting tasks. */
    public WorkerPool(int threads, int queue) {
        size = threads;
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads,
                threads,
                KEEP_ALIVE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(queue),
                task -> {
                    Thread thread = new Thread(task, "worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs the task on a worker; false when the queue is full or the pool closed, and then it never runs. */
    public boolean execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** For those who take an executor: a task that will never run is refused with {@link RejectedExecutionException}. */
    public Executor executor() {
        return task -> {
            if (!execute(task)) {
                throw new RejectedExecutionException("all workers are busy, or the pool is closed");
            }
        };
    }

    /**
     * Lets that many more threads stand in for workers that are kept by something that has limits of its own; a negative
     * number takes them back. The caller sees to it that they are few.
     */
    public synchronized void standIns(int more) {
        size += more;
        if (more > 0) {
            executor.setMaximumPoolSize(size);
            executor.setCorePoolSize(size);
        } else {
            executor.setCorePoolSize(size);
            executor.setMaximumPoolSize(size);
        }
    }

    /** Tasks that wait for a thread. */
    public int waiting() {
        return executor.getQueue().size();
    }

    /** Threads at work. */
    public int busy() {
        return executor.getActiveCount();
    }

    /** Lets running tasks end for a few seconds, then interrupts them. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.atError().setCause(e).log("task on a worker failed");
        }
    }
}
