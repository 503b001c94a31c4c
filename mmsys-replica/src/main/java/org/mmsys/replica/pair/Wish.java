package org.mmsys.replica.pair;

/**
 * A change of the record that a part of the machine wants now.
 *
 * @param record without a token: the desk stamps it
 */
record Wish(Kind kind, PairRecord record) {
    /** What a change is for. */
    enum Kind {
        FOUND,
        RAISE,
        TAKEOVER,
        SOLO,
        JOIN
    }
}
