package org.mmsys.core.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The committer: takes all that waits, writes it at once, forces once, applies what is committed, answers.
 *
 * <p>One thread owns the log writer and the states. Entries are answered in the order of the log, each as soon as it is
 * applied.
 */
final class GroupCommit implements Runnable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CommitQueue queue;
    private final AppliedStates states;
    private final DiskSpace space;
    private final Failure failure;
    private final CommitRounds rounds;
    private final Thread thread = new Thread(this, "mmsys-committer");
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopped;

    GroupCommit(JournalParts parts, CommitRounds rounds) {
        this.queue = parts.queue();
        this.states = parts.states();
        this.space = parts.space();
        this.failure = parts.failure();
        this.rounds = rounds;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dead, cause) -> failure.fail("the committer ended", new IOException(cause.toString(), cause)));
    }

    void start() {
        queue.committer(thread);
        thread.start();
    }

    /** Has the committer do something between two batches. */
    <T> CompletableFuture<T> between(Capture<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        queue.submit(new CommitQueue.Task() {
            @Override
            public void run() {
                try {
                    result.complete(work.get());
                } catch (IOException | RuntimeException failed) {
                    result.completeExceptionally(failed);
                }
            }

            @Override
            public void abandon() {
                result.completeExceptionally(new IOException("the committer has ended"));
            }
        });
        return result;
    }

    /** What is done between two batches. */
    @FunctionalInterface
    interface Capture<T> {
        T get() throws IOException;
    }

    /** What the rounds have brought about. */
    CommitRounds rounds() {
        return rounds;
    }

    /** Waits until everything that was taken is answered; false when that takes too long. The queue is closed already. */
    boolean drain(Duration most) throws InterruptedException {
        queue.close();
        return drained.await(most.toNanos(), TimeUnit.NANOSECONDS) && !stopped && !failure.failed();
    }

    /** Ends the thread; false when it does not end. */
    boolean stop(Duration most) throws InterruptedException {
        stopped = true;
        queue.close();
        thread.join(Math.max(1, most.toMillis()));
        if (thread.isAlive()) {
            thread.interrupt(); // it waits for a disk that hangs
            thread.join(1000);
        }
        return !thread.isAlive();
    }

    /** Whether nothing is committed any more. Any thread. */
    boolean ended() {
        return stopped || failure.failed() || !thread.isAlive();
    }

    @Override
    public void run() {
        try {
            while (!stopped && !failure.failed()) {
                space.measure();
                if (!rounds.round()) {
                    if (rounds.isDone()) {
                        drained.countDown();
                    }
                    rounds.rest(states.nanosToRetry(TICK_NANOS));
                }
            }
        } catch (IOException disk) {
            failure.fail("journal", disk);
        } finally {
            queue.end();
            rounds.abandon();
            drained.countDown();
        }
    }
}
