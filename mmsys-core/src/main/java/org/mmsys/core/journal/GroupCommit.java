package org.mmsys.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committer: takes all that waits, ships it, writes it at once, forces once, waits for the follower, applies, answers.
 *
 * <p>One thread owns the log writer, the states and the follower. Entries are answered in the order of the log, each as soon
 * as it is applied.
 */
final class GroupCommit implements Runnable, Closeable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final JournalOptions options;
    private final CommitQueue queue;
    private final LogWriter writer;
    private final AppliedStates states;
    private final Follower follower;
    private final DiskSpace space;
    private final ReserveFile reserve;
    private final BodyFiles bodies;
    /** Open all the time, so that a lack of descriptors does not look like a broken disk. */
    private final FileChannel bodyNames;

    private final Failure failure;
    private final Thread thread = new Thread(this, "mmsys-committer");
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile boolean followerFull;

    GroupCommit(
            JournalOptions options,
            CommitQueue queue,
            LogWriter writer,
            AppliedStates states,
            Follower follower,
            DiskSpace space,
            ReserveFile reserve,
            BodyFiles bodies,
            Failure failure)
            throws IOException {
        this.options = options;
        this.queue = queue;
        this.writer = writer;
        this.states = states;
        this.follower = follower;
        this.space = space;
        this.reserve = reserve;
        this.bodies = bodies;
        this.bodyNames = FileChannel.open(bodies.directory(), StandardOpenOption.READ);
        this.failure = failure;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dead, cause) -> failure.fail("the committer ended", new IOException(cause.toString(), cause)));
    }

    /** Commits an entry on the calling thread; only before {@link #start}. */
    void commitFirst(PendingAppend entry) throws IOException {
        try {
            followerFull = !follower.takesGrowth();
            commit(List.of(entry));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    void start() {
        queue.committer(thread);
        thread.start();
    }

    /** Whether entries that make the store grow would be refused. Any thread. */
    boolean shortOfSpace() {
        return space.shortOfSpace() || reserve.released() || followerFull;
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
            thread.interrupt(); // it waits for a follower, or for a disk that hangs
            thread.join(1000);
        }
        return !thread.isAlive();
    }

    /** Gives up what is open; after {@link #stop}, or instead of {@link #start}. */
    @Override
    public void close() throws IOException {
        bodyNames.close();
    }

    /** Whether nothing is committed any more. Any thread. */
    boolean ended() {
        return stopped || failure.failed() || !thread.isAlive();
    }

    @Override
    public void run() {
        List<PendingAppend> batch = new ArrayList<>();
        List<CommitQueue.Refused> refusals = new ArrayList<>();
        List<CommitQueue.Task> work = new ArrayList<>();
        try {
            while (!stopped && !failure.failed()) {
                space.measure();
                followerFull = !follower.takesGrowth();
                queue.take(batch, options.batchEntries(), options.batchOctets(), refusals, work);
                refusals.forEach(refused -> refuse(refused.listener(), refused.why()));
                refusals.clear();
                work.forEach(CommitQueue.Task::run);
                work.clear();
                states.retry();
                if (!batch.isEmpty()) {
                    commit(batch);
                    batch.clear();
                } else {
                    if (queue.isDone()) {
                        drained.countDown();
                    }
                    queue.sleep(states.nanosToRetry(TICK_NANOS));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // stop() does that; nothing more is acknowledged
        } catch (IOException disk) {
            failure.fail("journal", disk);
        } finally {
            queue.end();
            drained.countDown();
        }
    }

    private void commit(List<PendingAppend> entries) throws IOException, InterruptedException {
        List<PendingAppend> admitted = admit(entries);
        for (int attempt = 0; !admitted.isEmpty(); attempt++) {
            Written written = write(admitted);
            if (written.entries.isEmpty()) {
                return;
            }
            forceBodies(written.entries);
            writer.force();
            Follower.Verdict verdict = follower.awaitDurable(written.batch);
            switch (verdict) {
                case COMMITTED -> {
                    apply(written);
                    return;
                }
                case REFUSED -> {
                    writer.cancel();
                    followerFull = true;
                    admitted = refuseGrowth(written.entries, attempt > 0);
                }
                case DEPOSED -> {
                    log.atError()
                            .addKeyValue("first", written.batch.first())
                            .addKeyValue("last", written.batch.last())
                            .log("another node is primary, entries stay without an answer");
                    stopped = true;
                    queue.close();
                    queue.takeAll().forEach(one -> refuse(one.listener(), Journal.Refusal.CLOSED));
                    return;
                }
            }
        }
    }

    /** Entries as they were written, and the batch they were shipped in. */
    private record Written(List<PendingAppend> entries, Follower.Batch batch) {}

    private List<PendingAppend> admit(List<PendingAppend> entries) {
        if (states.full()) {
            entries.forEach(entry -> refuse(entry.listener(), Journal.Refusal.TOO_BUSY));
            return List.of();
        }
        return shortOfSpace() ? refuseGrowth(entries, false) : entries;
    }

    /** Refuses what makes the store grow, or everything; returns the rest. */
    private List<PendingAppend> refuseGrowth(List<PendingAppend> entries, boolean all) {
        List<PendingAppend> rest = new ArrayList<>();
        for (PendingAppend entry : entries) {
            if (all || entry.grows()) {
                refuse(entry.listener(), Journal.Refusal.NO_SPACE);
            } else {
                rest.add(entry);
            }
        }
        return rest;
    }

    private Written write(List<PendingAppend> entries) throws IOException, InterruptedException {
        Follower.Batch batch = writer.prepare(entries);
        follower.ship(batch);
        try {
            writer.write();
            return new Written(entries, batch);
        } catch (IOException failed) {
            if (!isFull(failed)) {
                throw failed;
            }
            return writeWhenFull(entries, batch);
        }
    }

    /** The disk is full: the reserve is given up, and deletions are written into the space it leaves. */
    private Written writeWhenFull(List<PendingAppend> entries, Follower.Batch batch)
            throws IOException, InterruptedException {
        writer.cut();
        reserve.release();
        if (!follower.retract(batch)) {
            writer.write(); // the other may have it, so it must stand here as well
            return new Written(entries, batch);
        }
        writer.cancel();
        List<PendingAppend> rest = refuseGrowth(entries, false);
        if (rest.isEmpty()) {
            return new Written(rest, batch);
        }
        Follower.Batch smaller = writer.prepare(rest);
        follower.ship(smaller);
        try {
            writer.write();
            return new Written(rest, smaller);
        } catch (IOException failed) {
            if (!isFull(failed) || !follower.retract(smaller)) {
                throw failed;
            }
            writer.cancel();
            return new Written(refuseGrowth(rest, true), smaller);
        }
    }

    private boolean isFull(IOException failed) {
        if (DiskFull.is(failed)) {
            return true;
        }
        // the text of an error comes in the language of the system: an empty disk explains it as well
        return !(failed instanceof ForceFailedException)
                && !(failed instanceof FileSystemException)
                && space.exhausted();
    }

    /** The names of body files must be durable before the entries that name them. */
    private void forceBodies(List<PendingAppend> entries) throws IOException {
        for (PendingAppend entry : entries) {
            if (!entry.encoded().spooled().isEmpty()) {
                Directories.force(bodies.directory(), bodyNames);
                return;
            }
        }
    }

    private void apply(Written written) {
        writer.accept();
        long sequence = written.batch.first();
        for (PendingAppend entry : written.entries) {
            if (!entry.encoded().spooled().isEmpty()) {
                bodies.named(sequence, entry.encoded().spooled());
            }
            states.apply(sequence, entry.entry(), entry.length());
            if (!failure.failed()) {
                tellCommitted(entry.listener(), sequence);
            }
            sequence++;
        }
    }

    private static void tellCommitted(Journal.CommitListener listener, long sequence) {
        try {
            listener.committed(sequence);
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("seq", sequence).setCause(bug).log("commit listener failed");
        }
    }

    static void refuse(Journal.CommitListener listener, Journal.Refusal why) {
        try {
            listener.refused(why);
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("why", why).setCause(bug).log("commit listener failed");
        }
    }
}
