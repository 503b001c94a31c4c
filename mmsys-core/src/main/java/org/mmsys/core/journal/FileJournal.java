package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in files under {@code DATA/journal/}: segments, snapshots, bodies, identity, lock and reserve.
 *
 * <p>{@link #open} recovers the states and begins a new epoch. {@link #openPaired} opens half of a pair: it follows, and takes
 * no entries, until {@link PairLog#lead}. All methods may be called by any thread. An entry that came before {@link #close}
 * is answered before it returns, if the disk answers in time and, in a pair, the entry is committed in time.
 */
public final class FileJournal implements Journal, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileJournal.class);

    private final JournalParts parts;
    private final DirectoryLock lock;
    private final GroupCommit committer;
    private final LogTrimmer trimmer;
    private final Checkpointer checkpointer;
    private final @Nullable PairCommit pair;
    private final @Nullable CommitterLog pairLog;
    private volatile BodyTap tap = BodyTap.NONE;
    private boolean started;
    private boolean closed;

    private FileJournal(JournalParts parts, DirectoryLock lock, boolean paired) throws IOException {
        this.parts = parts;
        this.lock = lock;
        CommitRounds rounds;
        if (paired) {
            this.pair = new PairCommit(parts);
            this.pairLog = new CommitterLog(parts, pair);
            rounds = pair;
        } else {
            this.pair = null;
            this.pairLog = null;
            LoneCommit alone = new LoneCommit(parts);
            beginEpoch(alone);
            rounds = alone;
        }
        this.committer = new GroupCommit(parts, rounds);
        this.trimmer = new LogTrimmer(parts);
        this.checkpointer = new Checkpointer(parts, committer, trimmer);
    }

    /**
     * Opens the journal of a data directory, which is created if it is not there, and recovers the states.
     *
     * @param fatal is told when the disk fails for good
     * @throws DirectoryRefusedException if the directory is in use, another node's, or not to be understood
     * @throws IOException if the disk fails, or a state cannot be recovered
     */
    public static FileJournal open(JournalOptions options, List<AppliedState> states, DiskSpace space, FatalDisk fatal)
            throws IOException {
        FileJournal journal = open(options, states, space, fatal, false);
        journal.start();
        return journal;
    }

    /**
     * Opens half of a pair: recovers the states as far as the log is known to be committed, and writes nothing.
     *
     * <p>Nothing more happens until {@link #start(LogFollower)}. Errors as of {@link #open}.
     */
    public static FileJournal openPaired(
            JournalOptions options, List<AppliedState> states, DiskSpace space, FatalDisk fatal) throws IOException {
        return open(options, states, space, fatal, true);
    }

    private static FileJournal open(
            JournalOptions options, List<AppliedState> states, DiskSpace space, FatalDisk fatal, boolean paired)
            throws IOException {
        JournalFiles files = new JournalFiles(options.data());
        files.create();
        DirectoryLock lock = DirectoryLock.take(files.lock());
        boolean opened = false;
        try {
            JournalReplacement.finish(files);
            UUID fresh = new UUID(options.random().nextLong(), options.random().nextLong());
            StoreIdentity identity = StoreIdentity.openOrCreate(files, options.server(), options.node(), fresh);
            JournalParts parts = JournalParts.recover(options, files, identity, states, space, fatal, paired);
            FileJournal journal = new FileJournal(parts, lock, paired);
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Half of a pair begins its work, as a follower; once. Its {@link #pairLog} may be used before. */
    public synchronized void start(LogFollower follower) {
        if (pair == null || started || closed) {
            throw new IllegalStateException("not half of a pair, or started, or closed");
        }
        pair.follower(follower);
        trimmer.follower(follower);
        tap = follower.tap();
        start();
    }

    private synchronized void start() {
        started = true;
        committer.start();
        checkpointer.start();
    }

    /** The log of a journal that was opened as half of a pair. */
    public PairLog pairLog() {
        if (pairLog == null) {
            throw new IllegalStateException("opened as a single node");
        }
        return pairLog;
    }

    private void beginEpoch(LoneCommit commit) throws IOException {
        Operation.Epoch epoch = new Operation.Epoch(
                (int) parts.writer().epoch(), parts.options().node(), parts.incarnation());
        boolean[] committed = new boolean[1];
        PendingAppend first = new PendingAppend(JournalEntry.of(epoch), new CommitListener() {
            @Override
            public void committed(long sequence) {
                committed[0] = true;
            }

            @Override
            public void refused(Refusal why) {
                log.atError().addKeyValue("why", why).log("epoch entry refused");
            }
        });
        try {
            commit.commit(List.of(first));
            if (!committed[0]) {
                throw new IOException("the entry of the new epoch could not be written");
            }
        } catch (IOException failed) {
            parts.close();
            throw failed;
        }
    }

    @Override
    public void append(JournalEntry entry, CommitListener listener) {
        PendingAppend pending = new PendingAppend(entry, listener);
        if (!parts.queue().offer(pending) && !parts.failure().failed()) {
            listener.refused(Refusal.CLOSED); // there may be no committer any more to say it
        }
    }

    @Override
    public boolean shortOfSpace() {
        return parts.batches().refusesGrowth();
    }

    @Override
    public Path bodies() {
        return parts.files().bodies();
    }

    @Override
    public BodyTap tap() {
        return tap;
    }

    @Override
    public Guids guids() {
        return parts.guids();
    }

    /** Who the data directory belongs to. */
    public StoreIdentity identity() {
        return parts.identity();
    }

    /** How the journal is; answers from memory. */
    public JournalHealth health() {
        return new JournalHealth(
                pair == null ? parts.writer().sequence() : pair.committed(),
                parts.queue().size(),
                parts.states().owed(),
                checkpointer.lastCheckpoint(),
                checkpointer.failing(),
                shortOfSpace(),
                parts.failure().failed(),
                parts.recovered().octetsCut(),
                parts.recovered().damages());
    }

    /** Makes a checkpoint now and waits for it. */
    public void checkpoint() throws IOException, InterruptedException {
        checkpointer.checkpoint(false, parts.options().drain());
    }

    /**
     * The states as they are now, for the other half: consistent, as of the last entry that was applied.
     *
     * @throws IOException if a state cannot be written, or committed entries could not be applied yet
     */
    public StateImage snapshotNow() throws IOException, InterruptedException {
        Snapshot snapshot = checkpointer.capture(false, parts.options().drain());
        if (snapshot.appliedThrough() != snapshot.sequence()) {
            throw new IOException("entries behind " + snapshot.appliedThrough() + " cannot be applied yet");
        }
        return new StateImage(snapshot);
    }

    /**
     * Takes no more entries, answers those that wait, makes a checkpoint, gives up the directory.
     *
     * <p>What could not be answered in time stays without an answer, and the directory stays locked until the process ends.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            shutDown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing", interrupted);
        }
    }

    private void shutDown() throws IOException, InterruptedException {
        Duration drain = parts.options().drain();
        if (!started) {
            release(drain);
            return;
        }
        try {
            boolean drained = committer.drain(drain);
            checkpointer.stop(drain);
            if (drained) {
                checkpointer.checkpoint(true, drain);
            } else if (!parts.failure().failed()) {
                log.atWarn().log("journal closed with entries unanswered");
            }
        } finally {
            release(drain);
        }
    }

    private void release(Duration drain) throws IOException, InterruptedException {
        if (committer.stop(drain)) {
            parts.queue().takeAll().forEach(left -> {
                if (!parts.failure().failed()) {
                    BatchWriter.refuse(left.listener(), Refusal.CLOSED);
                }
            });
            parts.close();
            lock.close();
        }
    }
}
