package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The log as the driver of a pair handles it: either it follows the other half, or it leads an epoch and takes entries.
 *
 * <p>A paired journal opens as a follower. All methods but {@link #read} may be called by any thread and return at once; they
 * are carried out in the order of the calls on the committer thread, and their outcome is told to the {@link LogFollower}.
 */
public interface PairLog {
    /** What was found at the opening; does not change. */
    Found found();

    /**
     * What a node finds on its disk.
     *
     * @param store the random identity of the disk
     * @param incarnation random, drawn at this opening
     * @param base before the first entry the log still has
     * @param last the end of the log; all of it durable
     * @param applied the last entry that is in the states: it was known to be committed
     * @param whole false if entries are damaged or missing, so that the states may lack what was committed
     */
    record Found(UUID store, int incarnation, LogMark base, LogMark last, long applied, boolean whole) {
        /** One on which nothing is missing. */
        public Found(UUID store, int incarnation, LogMark base, LogMark last, long applied) {
            this(store, incarnation, base, last, applied, true);
        }
    }

    /**
     * Begins an epoch: writes its EPOCH entry behind whatever is there, committed or not, then takes entries in it.
     *
     * <p>May come again with a higher epoch: entries that are not committed yet stay as they are and keep their listeners.
     */
    void lead(long epoch);

    /**
     * Leads no more. Entries that were never written are refused with {@link Journal.Refusal#CLOSED}; those that were written
     * and are not committed lose their listeners without a call: what became of them is unknown here.
     */
    void follow();

    /**
     * Writes records of the other half behind the log and forces them; then {@link LogFollower#durable}, or {@link
     * LogFollower#writeRefused} when there is no room. Files of spooled bodies that they name are in {@link Journal#bodies} and
     * forced already.
     *
     * @param records as {@link Chunk#records} of the other half gave them; copied before this returns
     * @throws IllegalArgumentException if they are damaged, or do not lead from the one mark to the other: nothing is written
     */
    void write(ByteBuffer records, LogMark previous, LogMark last);

    /** Everything up to this entry is committed: apply it, answer those who wait for it, then {@link LogFollower#applied}. */
    void commit(long upTo);

    /**
     * Cuts off what is behind this place, durably, and puts it into quarantine; then {@link LogFollower#truncated}. If the log
     * leads, this cancels its own entries that nobody has: after the call of {@code truncated} those that make the store grow
     * are refused with {@link Journal.Refusal#NO_SPACE}, and the others are written again.
     */
    void truncate(LogMark last);

    /** Copies what is behind this place into quarantine, as far as it can be read; nothing is cut, and nobody is told. */
    default void keepAside(LogMark last) {}

    /** Looks up the marks after these entries; those the log does not have are left out. The answer comes on the committer thread. */
    void find(List<Long> sequences, Consumer<List<LogMark>> answer);

    /** Whether entries that make the store grow are taken; true at the beginning. */
    void allowGrowth(boolean allowed);

    /**
     * Reads what is in the log behind a place, durable or not, for the other half. Any thread but the committer's; may block.
     *
     * @param octets about how much at most; one entry at least
     * @return nothing if there is none behind it
     * @throws IOException if the place is not in the log (any more), or the disk fails
     */
    Optional<Chunk> read(LogMark after, int octets) throws IOException;

    /**
     * Entries on their way to the other half.
     *
     * @param records as they stand in this log; read-only
     * @param bodies the spooled bodies that they name, each once
     */
    record Chunk(LogMark previous, LogMark last, ByteBuffer records, List<Body.Spooled> bodies) {}
}
