package org.mmsys.core.journal;

import java.io.IOException;

/** What the committer does, over and over; on the committer thread unless it says otherwise. */
interface CommitRounds {
    /** Does what there is to do; false if no entry was there to be written. */
    boolean round() throws IOException;

    /** Whether the queue is closed and nobody waits for an answer. */
    boolean isDone();

    /** Waits for more, for that long at most. */
    void rest(long nanos);

    /** Where the states are. */
    LogMark applied() throws IOException;

    /** The last entry that was applied. Any thread. */
    long appliedSequence();

    /** The committer ends: what it has taken on is given up. */
    void abandon();
}
