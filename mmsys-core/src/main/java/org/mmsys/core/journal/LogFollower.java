package org.mmsys.core.journal;

/**
 * Whoever follows the log of a pair: ships what is added, and learns what became durable and what was applied.
 *
 * <p>All methods but {@link #tap} and {@link #needsFrom} are called on the committer thread, in the order of the log, and must not wait.
 */
public interface LogFollower {
    /**
     * Entries of this node's own were given a place in the log and written; they are not durable yet.
     *
     * @param chunk its records may be read only during the call
     */
    void appended(PairLog.Chunk chunk, long epoch);

    /** The log is durable up to here. */
    void durable(LogMark mark);

    /** The disk had no room for what {@link PairLog#write} brought: nothing of it, nor of later writes, is in the log. */
    void writeRefused(LogMark written);

    /** What {@link PairLog#truncate} asked for is done, durably. */
    void truncated(LogMark last);

    /** The states contain everything up to this entry, or owe it. */
    void applied(long sequence);

    /** The log begins behind this place now. Checkpoint thread. */
    void trimmed(LogMark base);

    /** Space fell below the reserve, or is above it again. */
    void shortOfSpace(boolean isShort);

    /** Hears of bodies that come in, while this node leads and at other times. Any thread. */
    default BodyTap tap() {
        return BodyTap.NONE;
    }

    /** The first entry it may still ask for: its segment and bodies are kept. Any thread. */
    long needsFrom();
}
