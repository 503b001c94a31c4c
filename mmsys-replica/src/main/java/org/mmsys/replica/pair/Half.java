package org.mmsys.replica.pair;

/** One of the two nodes of a pair, by its name in the configuration, whatever role it has at the moment. */
public enum Half {
    /** The node that is called primary. */
    A,
    /** The node that is called backup. */
    B;

    /** The partner. */
    public Half other() {
        return this == A ? B : A;
    }
}
