package org.mmsys.replica.pair;

/** Who holds everything that was acknowledged, and so may win the office. */
public enum InSync {
    ONLY_A,
    ONLY_B,
    BOTH;

    /** The set of this one alone. */
    public static InSync only(Half half) {
        return half == Half.A ? ONLY_A : ONLY_B;
    }

    /** Whether the half is in the set. */
    public boolean contains(Half half) {
        return this == BOTH || this == only(half);
    }
}
