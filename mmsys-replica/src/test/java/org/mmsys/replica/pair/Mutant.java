package org.mmsys.replica.pair;

/** Defects that are built into what surrounds the machine, so that the simulator can show that it finds them. */
enum Mutant {
    NONE,
    /** The registry applies whatever is proposed, each node's own copy: heartbeats alone decide. */
    LYING_REGISTRY,
    /** Entries are called durable before they are. */
    ACK_BEFORE_SYNC,
    /** The backup's acknowledgement claims all that was sent, whether it has arrived on the disk or not. */
    ACK_OF_WHAT_IS_UNDER_WAY,
    /** The promise is not kept over a crash, and the record that is read then may be an old one: either alone would do. */
    PROMISE_FORGOTTEN,
    /** The record counts the partner as in sync whenever the primary is alone: joined before caught up. */
    JOIN_BEFORE_CAUGHT_UP,
    /** Going alone is called applied at once, and reaches the registry later. */
    SOLO_BEFORE_CAS,
    /** A node acknowledges entries of an epoch that is over. */
    OLD_EPOCH_ACCEPTED,
    /** A message that is sent again is stored again. */
    NO_RECOGNITION,
    /** What was cut off is submitted again by the node that cut it. */
    TAIL_MERGED,
    /** The clock of one node runs at a third of the rate. */
    SLOW_CLOCK,
    /** In a lone pair: that the vote was given away is not on the disk when the other half hears of it. */
    GIFT_NOT_ON_DISK;

    /** Whether it is one of the vote of a lone pair. */
    boolean isOfLonePair() {
        return this == GIFT_NOT_ON_DISK;
    }
}
