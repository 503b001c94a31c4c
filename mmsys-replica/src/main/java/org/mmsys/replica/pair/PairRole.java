package org.mmsys.replica.pair;

/** What a node of a pair is at the moment. A lack of space is no role but a state of any. */
public enum PairRole {
    /** Has not read the record yet, or the record knows another disk of this node: serves nobody. */
    STARTING,
    /** Primary, both in sync: what is acknowledged is on both disks. */
    PRIMARY_DUO,
    /** Primary, alone in the in-sync set. */
    PRIMARY_SOLO,
    /** Asks for the office of a primary that it takes for dead. */
    CANDIDATE,
    /** Is the recorded primary and asks for a new epoch. */
    RAISING,
    /** Follows or looks for a primary, not known to be in sync. */
    JOINING,
    /** Follows, matched in this epoch, in sync. */
    BACKUP,
    /** Was primary; the record names the other. Follows as soon as that one is met. */
    FENCED,
    /** The disk failed: about to end. */
    SICK;

    /** Whether it holds the office. */
    public boolean isPrimary() {
        return this == PRIMARY_DUO || this == PRIMARY_SOLO;
    }
}
