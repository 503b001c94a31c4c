package org.mmsys.core.journal;

import java.nio.file.Path;
import java.util.Optional;

/** The one log: an entry that is committed here survives a crash of this node (and, in a pair, the loss of it). */
public interface Journal {
    /**
     * Hands an entry to the committer.
     *
     * <p>Any thread; never waits for the disk. The listener is called exactly once, on the committer thread, after the
     * entry was made durable and applied, or when it was refused and provably will not commit. When the disk fails the
     * process ends without a call. Only {@link Refusal#CLOSED} comes on the calling thread, or on the one that closes.
     */
    void append(JournalEntry entry, CommitListener listener);

    /** Whether new mail would be refused now for want of space. Any thread; answers from memory. */
    boolean shortOfSpace();

    /** Why new mail would be refused now, if it would. Any thread; answers from memory. */
    default Optional<Refusal> closedToMail() {
        return shortOfSpace() ? Optional.of(Refusal.NO_SPACE) : Optional.empty();
    }

    /** Where bodies over {@link Body#INLINE_MAX} are written: {@code journal/bodies/}. */
    Path bodies();

    /** Whoever writes a body there tells of it while it grows. */
    default BodyTap tap() {
        return BodyTap.NONE;
    }

    /** Draws GUIDs for entries of this incarnation. */
    Guids guids();

    /** What became of an entry. Must not wait: it holds up the committer. */
    interface CommitListener {
        void committed(long sequence);

        void refused(Refusal why);
    }

    /** Why an entry was not taken. */
    enum Refusal {
        /** Below the disk reserve: 452 4.3.1. Deletions are taken all the same. */
        NO_SPACE,
        /** Too much is waiting already: 451 4.3.2. */
        TOO_BUSY,
        /** The journal is closed: 421. */
        CLOSED
    }
}
