package org.mmsys.core.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the octets that all sessions together hold between a socket and a sink; above its limit readers pause.
 *
 * <p>Nothing fails at the limit: whoever would read on registers with {@link #whenBelow} and is called as soon as others
 * have given enough back. Thread-safe.
 */
public final class HeldOctets {
    private final long limit;
    private final AtomicLong held = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Counts up to that many octets. */
    public HeldOctets(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        this.limit = limit;
    }

    /** Octets held now. */
    public long octets() {
        return held.get();
    }

    void add(long octets) {
        held.addAndGet(octets);
    }

    void release(long octets) {
        held.addAndGet(-octets);
        wakeIfBelow();
    }

    boolean above() {
        return held.get() > limit;
    }

    /** Calls once, on any thread, when the sum is below three quarters of the limit: at once if it is. */
    void whenBelow(Runnable call) {
        waiting.add(call);
        wakeIfBelow();
    }

    private void wakeIfBelow() {
        while (held.get() <= limit - limit / 4) {
            Runnable call = waiting.poll();
            if (call == null) {
                return;
            }
            call.run();
        }
    }
}
