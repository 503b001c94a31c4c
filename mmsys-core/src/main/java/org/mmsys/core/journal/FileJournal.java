package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in files under {@code DATA/journal/}: segments, snapshots, bodies, identity, lock and reserve.
 *
 * <p>{@link #open} recovers the states and begins a new epoch. All methods may be called by any thread. An entry that came
 * before {@link #close} is answered before it returns, if the disk and the follower answer in time.
 */
public final class FileJournal implements Journal, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileJournal.class);

    private final JournalOptions options;
    private final StoreIdentity identity;
    private final DirectoryLock lock;
    private final JournalFiles files;
    private final CommitQueue queue;
    private final LogWriter writer;
    private final AppliedStates states;
    private final Failure failure;
    private final GroupCommit committer;
    private final Checkpointer checkpointer;
    private final Guids guids;
    private final List<String> damages;
    private final long octetsCut;
    private boolean closed;

    private FileJournal(
            JournalOptions options,
            JournalFiles files,
            StoreIdentity identity,
            DirectoryLock lock,
            List<AppliedState> appliedStates,
            Follower follower,
            DiskSpace space,
            FatalDisk fatal)
            throws IOException {
        this.options = options;
        this.files = files;
        this.identity = identity;
        this.lock = lock;
        this.states = new AppliedStates(appliedStates, options);
        this.failure = new Failure(fatal);
        BodyFiles bodies = new BodyFiles(files.bodies());
        ReserveFile reserve = new ReserveFile(files.reserve(), options.reserveFileOctets(), space);
        Recovery.Outcome recovered = new Recovery(files, identity.store(), states, bodies).run();
        this.damages = recovered.damages();
        this.octetsCut = recovered.octetsCut();
        this.queue = new CommitQueue(options.waitingEntries(), options.waitingOctets());
        reserve.restore();
        this.writer = begin(recovered, reserve);
        this.committer = new GroupCommit(options, queue, writer, states, follower, space, reserve, bodies, failure);
        this.checkpointer = new Checkpointer(
                options,
                files,
                identity.store(),
                recovered,
                writer,
                committer,
                states,
                bodies,
                reserve,
                follower,
                failure);
        int incarnation = options.random().nextInt();
        this.guids = new Guids(
                pairNumber(options.server()),
                (int) (recovered.epoch() & 0xff_ffff),
                nodeNumber(options.node()),
                incarnation);
        beginEpoch(new Operation.Epoch((int) recovered.epoch(), options.node(), incarnation));
    }

    /**
     * Opens the journal of a data directory, which is created if it is not there, and recovers the states.
     *
     * @param follower the other half of a pair, or {@link Follower#none}
     * @param fatal is told when the disk fails for good
     * @throws DirectoryRefusedException if the directory is in use, another node's, or not to be understood
     * @throws IOException if the disk fails, or a state cannot be recovered
     */
    public static FileJournal open(
            JournalOptions options, List<AppliedState> states, Follower follower, DiskSpace space, FatalDisk fatal)
            throws IOException {
        JournalFiles files = new JournalFiles(options.data());
        files.create();
        DirectoryLock lock = DirectoryLock.take(files.lock());
        boolean opened = false;
        try {
            UUID fresh = new UUID(options.random().nextLong(), options.random().nextLong());
            StoreIdentity identity = StoreIdentity.openOrCreate(files, options.server(), options.node(), fresh);
            FileJournal journal = new FileJournal(options, files, identity, lock, states, follower, space, fatal);
            journal.committer.start();
            journal.checkpointer.start();
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private LogWriter begin(Recovery.Outcome recovered, ReserveFile reserve) throws IOException {
        try {
            return new LogWriter(files, identity.store(), options, recovered.end(), recovered.epoch());
        } catch (IOException failed) {
            if (!DiskFull.is(failed)) {
                throw failed;
            }
            reserve.release();
            return new LogWriter(files, identity.store(), options, recovered.end(), recovered.epoch());
        }
    }

    private void beginEpoch(Operation.Epoch epoch) throws IOException {
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
            committer.commitFirst(first);
            if (!committed[0]) {
                throw new IOException("the entry of the new epoch could not be written");
            }
        } catch (IOException failed) {
            committer.close();
            writer.close();
            throw failed;
        }
    }

    /** The pair's part of a guid: eight bits of a hash of the server's name. */
    private static int pairNumber(String server) {
        return Byte.toUnsignedInt(
                Sha256.over(server.getBytes(StandardCharsets.UTF_8)).toBytes()[0]);
    }

    private static int nodeNumber(String node) {
        if (node.endsWith("/primary")) {
            return 0;
        }
        return node.endsWith("/backup") ? 1 : 2;
    }

    @Override
    public void append(JournalEntry entry, CommitListener listener) {
        PendingAppend pending = new PendingAppend(entry, listener);
        if (!queue.offer(pending) && !failure.failed()) {
            listener.refused(Refusal.CLOSED); // there may be no committer any more to say it
        }
    }

    @Override
    public boolean shortOfSpace() {
        return committer.shortOfSpace();
    }

    @Override
    public Path bodies() {
        return files.bodies();
    }

    @Override
    public Guids guids() {
        return guids;
    }

    /** Who the data directory belongs to. */
    public StoreIdentity identity() {
        return identity;
    }

    /** How the journal is; answers from memory. */
    public JournalHealth health() {
        return new JournalHealth(
                writer.sequence(),
                queue.size(),
                states.owed(),
                checkpointer.lastCheckpoint(),
                checkpointer.failing(),
                shortOfSpace(),
                failure.failed(),
                octetsCut,
                damages);
    }

    /** Makes a checkpoint now and waits for it. */
    public void checkpoint() throws IOException, InterruptedException {
        checkpointer.checkpoint(false, options.drain());
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
        Duration drain = options.drain();
        try {
            boolean drained = committer.drain(drain);
            checkpointer.stop(drain);
            if (drained) {
                checkpointer.checkpoint(true, drain);
            } else if (!failure.failed()) {
                log.atWarn().log("journal closed with entries unanswered");
            }
        } finally {
            release(drain);
        }
    }

    private void release(Duration drain) throws IOException, InterruptedException {
        if (committer.stop(drain)) {
            queue.takeAll().forEach(left -> {
                if (!failure.failed()) {
                    GroupCommit.refuse(left.listener(), Refusal.CLOSED);
                }
            });
            committer.close();
            writer.close();
            lock.close();
        }
    }
}
