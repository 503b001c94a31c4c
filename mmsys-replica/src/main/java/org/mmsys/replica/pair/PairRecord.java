package org.mmsys.replica.pair;

import java.util.Optional;
import java.util.UUID;

/**
 * What the registry holds for a pair; it changes by compare-and-set only.
 *
 * @param epoch number of the reign; grows with every start of a primary, raise and takeover
 * @param inSync who may win; holds the primary always
 * @param storeOfA the disk of A that was in sync last; none if there never was one
 * @param token of the proposal that made it
 * @param reason why it was made, in words
 */
public record PairRecord(
        long epoch,
        Half primary,
        InSync inSync,
        Optional<UUID> storeOfA,
        Optional<UUID> storeOfB,
        CasToken token,
        String reason) {
    /** Reasons that an administrator gave begin with this. */
    public static final String ORDERED = "by order of an administrator: ";

    public PairRecord {
        if (epoch < 1 || !inSync.contains(primary)) {
            throw new IllegalArgumentException("epoch " + epoch + ", primary " + primary + ", in sync " + inSync);
        }
    }

    /** The disk of a half. */
    public Optional<UUID> storeOf(Half half) {
        return half == Half.A ? storeOfA : storeOfB;
    }

    /** Whether this disk is the one the record means; another is as good as empty. */
    public boolean knows(Half half, UUID store) {
        return storeOf(half).filter(store::equals).isPresent();
    }

    /**
     * The half that goes on by this record alone, without asking the other: the backup of two that are in sync, or the one that
     * is. In a pair without a third vote the record is kept there.
     */
    public Half keeper() {
        return inSync == InSync.BOTH ? primary.other() : primary;
    }

    PairRecord withReign(long newEpoch, Half newPrimary, InSync newSet, String why) {
        return new PairRecord(newEpoch, newPrimary, newSet, storeOfA, storeOfB, token, why);
    }

    PairRecord withStore(Half half, Optional<UUID> store) {
        return half == Half.A
                ? new PairRecord(epoch, primary, inSync, store, storeOfB, token, reason)
                : new PairRecord(epoch, primary, inSync, storeOfA, store, token, reason);
    }

    PairRecord withToken(CasToken other) {
        return new PairRecord(epoch, primary, inSync, storeOfA, storeOfB, other, reason);
    }

    /** Whether it says the same, whoever proposed it and for whatever reason. */
    boolean saysAs(PairRecord that) {
        return epoch == that.epoch
                && primary == that.primary
                && inSync == that.inSync
                && storeOfA.equals(that.storeOfA)
                && storeOfB.equals(that.storeOfB);
    }
}
