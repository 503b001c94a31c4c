package org.mmsys.core.net;

import java.util.concurrent.atomic.AtomicLong;

/** Short session ids, unique on this node: seconds of the start in base 32, then a counter. Thread-safe. */
final class SessionIds {
    private final String prefix;
    private final AtomicLong counter = new AtomicLong();

    SessionIds(long startSeconds) {
        prefix = Long.toString(startSeconds & 0x3fffffff, 32) + "-";
    }

    String next() {
        return prefix + Long.toString(counter.incrementAndGet(), 32);
    }
}
