package org.mmsys.replica.pair;

/**
 * Where the log of this node stands: what is in it, what is durable, what is committed, what is applied.
 *
 * <p>A log that is being cut takes nothing else.
 */
final class LogState {
    private LogPoint base = LogPoint.START;
    private LogPoint written = LogPoint.START;
    private LogPoint durable = LogPoint.START;
    private long commit;
    private long applied;
    private boolean cutting;

    void begin(PairStart start) {
        base = start.base();
        written = start.last();
        durable = start.last();
        applied = start.applied();
        commit = start.applied();
    }

    /** The place before the first entry that is still there. */
    LogPoint base() {
        return base;
    }

    LogPoint written() {
        return written;
    }

    LogPoint durable() {
        return durable;
    }

    long commit() {
        return commit;
    }

    long applied() {
        return applied;
    }

    boolean cutting() {
        return cutting;
    }

    /** Whether nothing is under way to the disk. */
    boolean still() {
        return !cutting && durable.sequence() == written.sequence();
    }

    void appended(LogPoint last) {
        InvariantBroken.unless(!cutting && last.sequence() > written.sequence(), Invariant.I5, "appended", last);
        written = last;
    }

    void synced(LogPoint point) {
        if (point.sequence() > durable.sequence()) {
            InvariantBroken.unless(
                    point.sequence() <= written.sequence(), Invariant.I5, "durable, never written", point);
            durable = point;
        }
    }

    void writeRefused(LogPoint last) {
        InvariantBroken.unless(last.sequence() >= commit, Invariant.I7, "no room for a committed entry", last);
        written = last;
    }

    void cut(LogPoint last) {
        InvariantBroken.unless(last.sequence() >= commit, Invariant.I7, "cut below " + commit, last);
        cutting = true;
    }

    void wasCut(LogPoint last) {
        cutting = false;
        written = last;
        durable = last;
    }

    void committed(long upTo) {
        InvariantBroken.unless(
                upTo > commit && upTo <= durable.sequence(), Invariant.I1, "durable " + durable + ", committed", upTo);
        commit = upTo;
    }

    void applied(long upTo) {
        InvariantBroken.unless(upTo <= commit, Invariant.I6, "committed " + commit + ", applied", upTo);
        applied = Math.max(applied, upTo);
    }

    void trimmed(LogPoint newBase) {
        InvariantBroken.unless(newBase.sequence() <= applied, Invariant.I7, "dropped, not applied", newBase);
        base = newBase;
    }

    /** The log is another one: the partner's, from this place on. */
    void replaced(LogPoint newBase) {
        base = newBase;
        written = newBase;
        durable = newBase;
        commit = newBase.sequence();
        applied = newBase.sequence();
        cutting = false;
    }
}
