package org.mmsys.core.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the journal is.
 *
 * @param sequence of the last committed entry
 * @param waiting entries that wait to be committed
 * @param owed entries that are committed and could not be applied yet; red when not 0
 * @param lastCheckpoint empty before the first since the start
 * @param checkpointFailing whether the last attempt failed
 * @param shortOfSpace whether mail is refused for want of space
 * @param failed whether the disk failed for good
 * @param octetsCut how much recovery cut off at the end of the log: never acknowledged, unless the disk lied
 * @param damages what recovery found damaged
 */
public record JournalHealth(
        long sequence,
        int waiting,
        int owed,
        Optional<Instant> lastCheckpoint,
        boolean checkpointFailing,
        boolean shortOfSpace,
        boolean failed,
        long octetsCut,
        List<String> damages) {
    public JournalHealth {
        damages = List.copyOf(damages);
    }

    /** Whether nobody needs to look. */
    public boolean good() {
        return owed == 0 && !checkpointFailing && !shortOfSpace && !failed && damages.isEmpty();
    }
}
