package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes checkpoints on a thread of its own, and keeps the reserve file.
 *
 * <p>The committer is held only while the states write themselves into memory. Then, while it goes on, the states are synced,
 * the snapshot is written, and segments and bodies that are older than the last but one snapshot are dropped: a snapshot that
 * turns out damaged can be replaced by the one before, and everything since then is applied and verified again.
 */
final class Checkpointer implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);
    private static final long TICK_MILLIS = 1000;
    private static final int SNAPSHOTS_KEPT = 2;

    private final JournalOptions options;
    private final JournalFiles files;
    private final UUID store;
    private final LogWriter writer;
    private final GroupCommit committer;
    private final AppliedStates states;
    private final List<Snapshot.Section> foreign;
    private final LogTrimmer trimmer;
    private final ReserveFile reserve;
    private final Failure failure;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Thread thread = new Thread(this, "mmsys-checkpoint");
    private final Object bell = new Object();
    private volatile boolean stopped;
    private volatile boolean failing;
    private volatile @Nullable Instant lastCheckpoint;
    private volatile long octetsAtLast;
    private volatile long nanosAtLast = System.nanoTime();

    /** A snapshot that is on the disk. */
    record Kept(long sequence, long appliedThrough) {
        static Kept of(Snapshot snapshot) {
            return new Kept(snapshot.sequence(), snapshot.appliedThrough());
        }
    }

    Checkpointer(JournalParts parts, GroupCommit committer, LogTrimmer trimmer) {
        this.options = parts.options();
        this.files = parts.files();
        this.store = parts.identity().store();
        this.foreign = parts.recovered().foreignSections();
        this.kept.addAll(parts.recovered().snapshots());
        this.writer = parts.writer();
        this.committer = committer;
        this.states = parts.states();
        this.trimmer = trimmer;
        this.reserve = parts.reserve();
        this.failure = parts.failure();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** When the last one was made since the start. Any thread. */
    Optional<Instant> lastCheckpoint() {
        return Optional.ofNullable(lastCheckpoint);
    }

    boolean failing() {
        return failing;
    }

    @Override
    public void run() {
        try {
            while (!stopped && !failure.failed()) {
                synchronized (bell) {
                    if (!stopped) {
                        bell.wait(TICK_MILLIS);
                    }
                }
                if (!stopped) {
                    restoreReserve();
                }
                if (!stopped && due()) {
                    attempt();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean due() {
        return System.nanoTime() - nanosAtLast >= options.checkpointEvery().toNanos()
                || writer.octetsWritten() - octetsAtLast >= options.checkpointOctets();
    }

    private void restoreReserve() {
        try {
            reserve.restore();
        } catch (IOException failed) {
            judge(failed, "reserve file");
        }
    }

    private void attempt() throws InterruptedException {
        try {
            checkpoint(false, Duration.ofDays(1));
        } catch (IOException failed) {
            nanosAtLast = System.nanoTime();
            judge(failed, "checkpoint");
        }
    }

    /** A missing file or a full disk may mend; an error of the device does not, nor does a force. */
    private void judge(IOException failed, String what) {
        failing = true;
        if (committer.ended() || stopped && failed instanceof ClosedByInterruptException) {
            return; // whoever ended it has told why
        }
        boolean mayMend = DiskFull.is(failed)
                || failed instanceof FileSystemException named
                        && !String.valueOf(named.getReason()).contains("Input/output error");
        if (!mayMend) {
            failure.fail(what, failed);
            return;
        }
        log.atError().addKeyValue("what", what).setCause(failed).log("checkpoint failed, will be tried again");
    }

    /**
     * Makes a checkpoint now, unless nothing was applied since the last. One at a time.
     *
     * @param clean whether nothing will be committed after it
     * @param patience how long the committer may take to come to it
     */
    synchronized void checkpoint(boolean clean, Duration patience) throws IOException, InterruptedException {
        long octets = writer.octetsWritten();
        nanosAtLast = System.nanoTime();
        Kept last = kept.peekLast();
        if (last != null && last.appliedThrough == committer.rounds().appliedSequence() && !clean) {
            return;
        }
        Snapshot snapshot = capture(clean, patience);
        for (AppliedState state : states.all()) {
            state.sync();
        }
        snapshot.save(files.snapshot(snapshot.sequence()));
        kept.removeIf(one -> one.sequence == snapshot.sequence());
        kept.add(Kept.of(snapshot));
        octetsAtLast = octets;
        lastCheckpoint = options.clock().instant();
        failing = false;
        drop();
        log.atInfo().addKeyValue("seq", snapshot.sequence()).log("checkpoint made");
    }

    /** The states as they are after the last entry that was applied. Any thread but the committer's. */
    Snapshot capture(boolean clean, Duration patience) throws IOException, InterruptedException {
        try {
            return committer
                    .between(() -> {
                        LogMark at = committer.rounds().applied();
                        List<Snapshot.Section> sections = states.capture(at.sequence());
                        sections.addAll(foreign);
                        return new Snapshot(store, at.sequence(), at.chain(), writer.epoch(), clean, sections);
                    })
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException disk) {
                throw disk;
            }
            throw new IOException("a state cannot be written", failed.getCause());
        } catch (TimeoutException busy) {
            throw new IOException("the committer did not come to the checkpoint", busy);
        }
    }

    private void drop() throws IOException {
        while (kept.size() > SNAPSHOTS_KEPT) {
            Files.deleteIfExists(files.snapshot(kept.remove().sequence));
        }
        trimmer.trim(droppable(kept));
    }

    /** The last entry that will never be replayed: everything up to it is in the older snapshot. */
    private static long droppable(Collection<Kept> kept) {
        if (kept.size() < SNAPSHOTS_KEPT) {
            return 0; // the older one is the beginning of all
        }
        return kept.stream().mapToLong(Kept::appliedThrough).reduce(Long.MAX_VALUE, Math::min);
    }

    /** Ends the thread; one that is in the middle of a sync is waited for. */
    void stop(Duration most) throws InterruptedException {
        stopped = true;
        synchronized (bell) {
            bell.notifyAll();
        }
        thread.join(Math.max(1, most.toMillis()));
    }
}
