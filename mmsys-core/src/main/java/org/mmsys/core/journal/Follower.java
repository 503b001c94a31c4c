package org.mmsys.core.journal;

import java.nio.ByteBuffer;

/**
 * The other half of a pair, as the committer sees it: batches are shipped to it, and it says what is durable there.
 *
 * <p>All methods but {@link #needsFrom} are called on the committer thread, in the order of the log.
 */
public interface Follower {
    /** Whether it has room for mail. When not, entries that make the store grow are refused before they are shipped. */
    boolean takesGrowth();

    /** Starts sending a batch; does not wait. The records may be read until {@link #awaitDurable} of it has returned. */
    void ship(Batch batch);

    /**
     * Waits until the batch is durable there in the present epoch, or until it need not be because this node alone is in
     * the in-sync set. How long that may take is the follower's decision: nothing is acknowledged meanwhile.
     */
    Verdict awaitDurable(Batch batch) throws InterruptedException;

    /**
     * Takes back a batch that was shipped but could not be written here.
     *
     * @return whether the other provably does not have it and never will; if not, the batch is owed and written all the same
     */
    boolean retract(Batch batch) throws InterruptedException;

    /** The first entry it may still ask for: its segment is kept. Any thread. */
    default long needsFrom() {
        return Long.MAX_VALUE;
    }

    /** What became of a batch. */
    enum Verdict {
        /** It is durable wherever it has to be. */
        COMMITTED,
        /** The other has no room, has not taken it and never will: it is cut off here as well. */
        REFUSED,
        /** Another node is primary now: the batch must never be acknowledged by this one. */
        DEPOSED
    }

    /**
     * Entries that are written together.
     *
     * @param previousChain of the entry before the first
     * @param chain of the last entry
     * @param records as they stand in the log of this node; read-only
     */
    record Batch(long first, long last, long epoch, byte[] previousChain, byte[] chain, ByteBuffer records) {}

    /** No other half: everything is durable at once. */
    static Follower none() {
        return Alone.INSTANCE;
    }

    /** A single node. */
    enum Alone implements Follower {
        INSTANCE;

        @Override
        public boolean takesGrowth() {
            return true;
        }

        @Override
        public void ship(Batch batch) {
            // nobody to ship to
        }

        @Override
        public Verdict awaitDurable(Batch batch) {
            return Verdict.COMMITTED;
        }

        @Override
        public boolean retract(Batch batch) {
            return true;
        }
    }
}
