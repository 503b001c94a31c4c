package org.mmsys.replica.mirror;

import java.util.concurrent.locks.LockSupport;

/** Lets so many octets a second pass, and waits for the rest. Any thread. */
final class Throttle {
    private static final long NANOS = 1_000_000_000L;
    private static final long AHEAD_NANOS = NANOS / 10;
    private final long octetsPerSecond;
    private long freeAt = System.nanoTime();

    /** @param octetsPerSecond 0: no limit */
    Throttle(long octetsPerSecond) {
        if (octetsPerSecond < 0) {
            throw new IllegalArgumentException(octetsPerSecond + " octets/s");
        }
        this.octetsPerSecond = octetsPerSecond;
    }

    /** So many octets are about to be read or sent. */
    void pass(long octets) {
        if (octetsPerSecond == 0) {
            return;
        }
        long until;
        synchronized (this) {
            long now = System.nanoTime();
            if (freeAt - now < -AHEAD_NANOS) {
                freeAt = now - AHEAD_NANOS; // what was not used is not saved up
            }
            freeAt += (long) ((double) octets * NANOS / octetsPerSecond);
            until = freeAt;
        }
        while (until - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
