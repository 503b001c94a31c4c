package org.mmsys.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until the test moves it. Any thread. */
public final class VirtualClock implements InstantSource {
    private volatile Instant now;

    /** Stands at 2026-01-01, noon, UTC. */
    public VirtualClock() {
        this(Instant.parse("2026-01-01T12:00:00Z"));
    }

    public VirtualClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves on by this much, or back when it is negative. */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    /** Jumps to this moment. */
    public synchronized void set(Instant moment) {
        now = moment;
    }
}
