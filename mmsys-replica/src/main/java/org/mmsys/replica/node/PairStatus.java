package org.mmsys.replica.node;

import java.time.Instant;
import java.util.Optional;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.pair.RecordVersion;

/**
 * What a node of a pair is at some moment, for the eyes of an administrator.
 *
 * @param since when it took this role
 * @param promise the highest epoch that it has promised durably
 * @param record the newest that was seen
 * @param linkUpSince when the present connection was made; none without one
 * @param written the last entry of its log
 * @param committed the last entry that is known to be committed
 * @param partnerDurable the last entry that the other half has said to be on its disk, on this connection
 * @param partnerApplied the last entry that the other half has said to be in its states
 * @param lag how many entries the follower of the two is behind, as far as this node knows
 * @param copies on how many disks is what is acknowledged now; 0 if this node acknowledges nothing
 * @param full whether this disk is short of space
 * @param held why replies are held, if they are
 */
public record PairStatus(
        Half self,
        PairRole role,
        Instant since,
        long promise,
        Optional<RecordVersion> record,
        Optional<Instant> linkUpSince,
        long written,
        long committed,
        long partnerDurable,
        long partnerApplied,
        long lag,
        int copies,
        boolean full,
        Optional<String> held) {}
