package org.mmsys.replica.pair;

import java.util.UUID;

/**
 * What a node finds on its disk when it starts.
 *
 * @param store the random identity of the disk
 * @param incarnation random, drawn at this start
 * @param promise the highest epoch it has bound itself to
 * @param base the place before the first entry its log still has
 * @param last the end of its log; all of it durable
 * @param applied the last entry that is in its states; it was committed
 * @param whole false if entries were damaged or missing: then {@code store} is one that no record knows, and the other half's
 *     tree is needed, whatever the logs have in common
 */
public record PairStart(
        UUID store, long incarnation, long promise, LogPoint base, LogPoint last, long applied, boolean whole) {
    /** A disk on which nothing is missing. */
    public PairStart(UUID store, long incarnation, long promise, LogPoint base, LogPoint last, long applied) {
        this(store, incarnation, promise, base, last, applied, true);
    }

    public PairStart {
        if (base.sequence() > last.sequence() || applied > last.sequence() || promise < 0) {
            throw new IllegalArgumentException(
                    "log from " + base + " to " + last + ", applied " + applied + ", promise " + promise);
        }
    }
}
