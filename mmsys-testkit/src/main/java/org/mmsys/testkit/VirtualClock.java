package org.mmsys.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until the test moves it. Any thread. */
public final class VirtualClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /** Stands at 2026-01-01, noon, UTC. */
    public VirtualClock() {
        this(Instant.parse("2026-01-01T12:00:00Z"));
    }

    public VirtualClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves on by this much, or back when it is negative. */
    public void advance(Duration step) {
        now.updateAndGet(before -> before.plus(step));
    }

    /** Jumps to this moment. */
    public void set(Instant moment) {
        now.set(moment);
    }
}
