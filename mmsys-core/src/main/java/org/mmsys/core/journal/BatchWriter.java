package org.mmsys.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets batches into the log: refuses what there is no room for, and gives up the reserve when the disk is full. Owned by the
 * committer thread.
 */
final class BatchWriter implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final LogWriter writer;
    private final AppliedStates states;
    private final DiskSpace space;
    private final ReserveFile reserve;
    private final BodyFiles bodies;
    /** Open all the time, so that a lack of descriptors does not look like a broken disk. */
    private final FileChannel bodyNames;

    private volatile boolean growthAllowed = true;

    BatchWriter(LogWriter writer, AppliedStates states, DiskSpace space, ReserveFile reserve, BodyFiles bodies)
            throws IOException {
        this.writer = writer;
        this.states = states;
        this.space = space;
        this.reserve = reserve;
        this.bodies = bodies;
        this.bodyNames = FileChannel.open(bodies.directory(), StandardOpenOption.READ);
    }

    /** Whether entries that make the store grow would be refused. Any thread. */
    boolean refusesGrowth() {
        return isShort() || !growthAllowed;
    }

    /** Whether this disk is short of space. Any thread. */
    boolean isShort() {
        return space.shortOfSpace() || reserve.released();
    }

    void allowGrowth(boolean allowed) {
        growthAllowed = allowed;
    }

    /** Writes a batch, not yet durably; gives those entries that were written, and has answered the others. */
    List<PendingAppend> write(List<PendingAppend> entries) throws IOException {
        List<PendingAppend> admitted = admit(entries);
        return admitted.isEmpty() ? admitted : writeAdmitted(admitted);
    }

    /** The same, whatever is owed and however short space is. */
    List<PendingAppend> writeAdmitted(List<PendingAppend> entries) throws IOException {
        forceBodies(entries);
        writer.prepare(entries);
        try {
            writer.write();
            return entries;
        } catch (IOException failed) {
            if (!isFull(failed)) {
                throw failed;
            }
            return writeWhenFull(entries);
        }
    }

    private List<PendingAppend> admit(List<PendingAppend> entries) {
        if (states.full()) {
            entries.forEach(entry -> refuse(entry.listener(), Journal.Refusal.TOO_BUSY));
            return List.of();
        }
        space.measure(); // they may have waited since it was last done
        return refusesGrowth() ? refuseGrowth(entries, false) : entries;
    }

    /** Refuses what makes the store grow, or everything; returns the rest. */
    private static List<PendingAppend> refuseGrowth(List<PendingAppend> entries, boolean all) {
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

    /** The disk is full: the reserve is given up, and deletions are written into the space it leaves. */
    private List<PendingAppend> writeWhenFull(List<PendingAppend> entries) throws IOException {
        writer.cancel();
        reserve.release();
        List<PendingAppend> rest = refuseGrowth(entries, false);
        if (rest.isEmpty()) {
            return rest;
        }
        writer.prepare(rest);
        try {
            writer.write();
            return rest;
        } catch (IOException failed) {
            if (!isFull(failed)) {
                throw failed;
            }
            writer.cancel();
            return refuseGrowth(rest, true);
        }
    }

    /**
     * Writes records of the other half, not yet durably.
     *
     * @return false when there was no room: nothing of them is in the log
     */
    boolean follow(FollowedRecords followed) throws IOException {
        if (followed.namesBodies()) {
            Directories.force(bodies.directory(), bodyNames);
        }
        if (tryFollow(followed)) {
            return true;
        }
        reserve.release();
        return !followed.grows() && tryFollow(followed);
    }

    private boolean tryFollow(FollowedRecords followed) throws IOException {
        try {
            writer.follow(followed);
            return true;
        } catch (IOException failed) {
            if (!isFull(failed)) {
                throw failed;
            }
            writer.cut();
            return false;
        }
    }

    boolean isFull(IOException failed) {
        if (DiskFull.is(failed)) {
            return true;
        }
        // the text of an error comes in the language of the system: an empty disk explains it as well
        return !(failed instanceof ForceFailedException)
                && !(failed instanceof FileSystemException)
                && space.exhausted();
    }

    /** The names of body files must be durable before the entries that name them get anywhere near the disk. */
    private void forceBodies(List<PendingAppend> entries) throws IOException {
        for (PendingAppend entry : entries) {
            if (!entry.encoded().spooled().isEmpty()) {
                Directories.force(bodies.directory(), bodyNames);
                return;
            }
        }
    }

    static void refuse(Journal.CommitListener listener, Journal.Refusal why) {
        try {
            listener.refused(why);
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("why", why).setCause(bug).log("commit listener failed");
        }
    }

    static void tellCommitted(Journal.CommitListener listener, long sequence) {
        try {
            listener.committed(sequence);
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("seq", sequence).setCause(bug).log("commit listener failed");
        }
    }

    @Override
    public void close() throws IOException {
        bodyNames.close();
    }
}
