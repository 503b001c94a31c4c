package org.mmsys.core.net;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the peer showed that it got what was said: it sent something, or closed in order, after that had left.
 *
 * <p>Owned by the session's I/O thread. Holds nothing while nobody asks.
 */
final class Hearing {
    private final Outbox outbox;
    private @Nullable ArrayDeque<Long> marks;
    private int due;

    Hearing(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Wants to know of everything said so far. */
    void request() {
        ArrayDeque<Long> now = marks;
        if (now == null) {
            now = new ArrayDeque<>(2);
            marks = now;
        }
        now.add(outbox.mark());
    }

    /** Octets came, or the orderly end. */
    void peerShowedUp() {
        ArrayDeque<Long> now = marks;
        while (now != null) {
            Long mark = now.peek();
            if (mark == null) {
                marks = null;
                return;
            }
            if (!outbox.hasLeft(mark)) {
                return;
            }
            now.remove();
            due++;
        }
    }

    /** True once for each request that was fulfilled. */
    boolean take() {
        if (due == 0) {
            return false;
        }
        due--;
        return true;
    }
}
