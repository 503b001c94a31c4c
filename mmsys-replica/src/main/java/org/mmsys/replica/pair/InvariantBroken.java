package org.mmsys.replica.pair;

/** Found by an assertion inside a step; the machine turns it into {@link PairAction.Fatal}. */
final class InvariantBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Invariant invariant;

    private InvariantBroken(Invariant invariant, String detail) {
        super(detail);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }

    static void unless(boolean holds, Invariant invariant, String detail, Object where) {
        if (!holds) {
            throw new InvariantBroken(invariant, detail + ": " + where);
        }
    }
}
