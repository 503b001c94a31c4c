package org.mmsys.replica.pair;

/** The primary's right to show what may be stale: runs from the sending of the last ping that was echoed. */
final class Lease {
    private final Core core;
    private boolean held;
    private long until;
    private long voidedAt;

    Lease(Core core) {
        this.core = core;
    }

    /** Only pings that are sent from now on count. */
    void discard() {
        held = false;
        voidedAt = core.now();
    }

    void echoed(long sentAt) {
        if (sentAt - voidedAt < 0 || sentAt - core.now() > 0) {
            return;
        }
        long end = sentAt + core.timing().lease().toNanos();
        if (!held || end - until > 0) {
            held = true;
            until = end;
        }
    }

    /** When it ends; means nothing if there is none. */
    long until() {
        return until;
    }

    boolean validAt(long nanos) {
        return held && nanos - until < 0;
    }
}
