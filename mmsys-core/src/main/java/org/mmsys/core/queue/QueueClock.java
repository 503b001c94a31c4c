package org.mmsys.core.queue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time as the queue counts it: it only goes forward, whatever is done to the clock on the wall.
 *
 * <p>Ages are kept as durations; the time for which no node ran does not count. When the clock on the wall jumps by more than
 * 10 minutes the machine may have slept, or someone has set it: nothing expires then until it has jumped back, or for a day.
 * Any thread.
 */
public final class QueueClock {
    private static final Logger log = LoggerFactory.getLogger(QueueClock.class);
    private static final long JUMP_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long FROZEN_MILLIS = Duration.ofDays(1).toMillis();
    private static final long NANOS = 1_000_000;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final long startNanos;
    /** How far the clock on the wall is ahead of ours, as last believed. */
    private long believed;

    private boolean frozen;
    private long frozenUntil;

    /**
     * Counts from now.
     *
     * @param nanos a monotonic clock, {@link System#nanoTime} but for tests
     */
    public QueueClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.believed = wall.millis();
    }

    /** Milliseconds since the start. */
    long millis() {
        return (nanos.getAsLong() - startNanos) / NANOS;
    }

    InstantSource wall() {
        return wall;
    }

    /** Compares the two clocks; called every minute or so. Whether ages must not lead to anything now. */
    public synchronized boolean frozen() {
        long now = millis();
        long ahead = wall.millis() - now;
        boolean agrees = Math.abs(ahead - believed) <= JUMP_MILLIS;
        if (agrees) {
            if (frozen) {
                log.atWarn().log("wall clock is back where it was: queued mail expires again");
            }
            frozen = false;
            believed = ahead;
        } else if (!frozen) {
            frozen = true;
            frozenUntil = now + FROZEN_MILLIS;
            log.atError()
                    .addKeyValue("jump", Duration.ofMillis(ahead - believed))
                    .addKeyValue("frozenFor", Duration.ofMillis(FROZEN_MILLIS))
                    .log("wall clock jumped: no queued mail expires for now");
        } else if (now >= frozenUntil) {
            frozen = false;
            believed = ahead;
            log.atWarn().log("wall clock is believed again: queued mail expires again");
        }
        return frozen;
    }
}
