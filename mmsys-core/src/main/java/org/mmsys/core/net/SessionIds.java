package org.mmsys.core.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Short session ids: a number drawn at the start, in base 32, then a counter.
 *
 * <p>Nodes of a system that start in the same second have others, since ids go along with what crosses. Thread-safe.
 */
final class SessionIds {
    private final String prefix;
    private final AtomicLong counter = new AtomicLong();

    SessionIds(RandomGenerator random) {
        prefix = Long.toString(0x1000000 + (random.nextLong() & 0x1fffffff), 32) + "-";
    }

    String next() {
        return prefix + Long.toString(counter.incrementAndGet(), 32);
    }
}
