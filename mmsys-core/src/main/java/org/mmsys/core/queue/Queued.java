package org.mmsys.core.queue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;

/**
 * What is kept in memory of one queued message: about half a kilobyte, no body.
 *
 * <p>The sets and flags are guarded by the monitor of the queue; the jobs belong to the scheduler.
 */
final class Queued {
    final Guid id;
    /** In the order of the journal: the older, the smaller. */
    final long number;
    /** The entry's operation as the journal writes it, its body replaced by the name of a file. */
    final byte[] envelope;

    final int recipients;
    /** When it was queued, by the queue's clock; negative when that was before this start. */
    final long since;
    /** Recipients who still need something. */
    final BitSet open;

    @Nullable
    BitSet claimed;

    /** Was claimed before the present scheduler took the queue over: by this node's former life, or by the other half. */
    final boolean claimedBefore;

    boolean held;
    boolean warned;
    /** Its body is missing, or not what it was. */
    volatile boolean damaged;

    // ---- the scheduler's

    final List<Job> jobs = new ArrayList<>(1);
    boolean warning;
    /** Recipients of whom a transport that was given up has told that they were served, and who told what. */
    Map<Integer, Verdict.Delivered> late = Map.of();

    Queued(Guid id, long number, byte[] envelope, int recipients, long since, BitSet open) {
        this(id, number, envelope, recipients, since, open, false);
    }

    private Queued(
            Guid id, long number, byte[] envelope, int recipients, long since, BitSet open, boolean claimedBefore) {
        this.claimedBefore = claimedBefore;
        this.id = id;
        this.number = number;
        this.envelope = envelope;
        this.recipients = recipients;
        this.since = since;
        this.open = open;
    }

    /** The same message for another scheduler. */
    Queued anew() {
        Queued same = new Queued(id, number, envelope, recipients, since, open, claimed != null);
        same.claimed = claimed;
        same.held = held;
        same.warned = warned;
        same.damaged = damaged;
        return same;
    }

    long ageMillis(long now) {
        return Math.max(0, now - since);
    }
}
