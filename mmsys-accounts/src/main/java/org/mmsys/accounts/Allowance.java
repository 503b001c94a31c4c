package org.mmsys.accounts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A token bucket for each key: so many at once, then one an interval; nobody is shut out for longer than one interval.
 *
 * <p>Kept as one number a key, the moment at which its bucket is full again, so that keys that did nothing lately cost
 * nothing. Any thread; {@link #has} does not lock.
 */
final class Allowance {
    private final int burst;
    private final long intervalMillis;
    private final int keysMax;
    private final InstantSource clock;
    private final ConcurrentMap<String, Long> fullAtMillis = new ConcurrentHashMap<>();

    Allowance(int burst, Duration interval, int keysMax, InstantSource clock) {
        this.burst = burst;
        this.intervalMillis = interval.toMillis();
        this.keysMax = keysMax;
        this.clock = clock;
    }

    /** Whether the key has a token left. */
    boolean has(String key) {
        Long fullAt = fullAtMillis.get(key);
        return fullAt == null || hasToken(missingMillis(fullAt, clock.millis()));
    }

    /** Takes a token, if there is one; without one it changes nothing. */
    void spend(String key) {
        boolean unused = take(key);
    }

    /** Takes a token and says whether there was one. */
    boolean take(String key) {
        long now = clock.millis();
        boolean[] taken = new boolean[1];
        fullAtMillis.compute(key, (same, fullAt) -> {
            long missing = fullAt == null ? 0 : missingMillis(fullAt, now);
            taken[0] = hasToken(missing);
            return now + missing + (taken[0] ? intervalMillis : 0);
        });
        if (fullAtMillis.size() > keysMax) {
            forget(now);
        }
        return taken[0];
    }

    private boolean hasToken(long missing) {
        return missing + intervalMillis <= burst * intervalMillis;
    }

    /** How much is missing until the bucket is full; a value that only a jump of the clock explains counts as nothing. */
    private long missingMillis(long fullAt, long now) {
        long missing = Math.max(0, fullAt - now);
        return missing > burst * intervalMillis ? 0 : missing;
    }

    private void forget(long now) {
        fullAtMillis.values().removeIf(fullAt -> fullAt <= now);
        int tooMany = fullAtMillis.size() - keysMax * 9 / 10;
        if (fullAtMillis.size() <= keysMax) {
            return;
        }
        Iterator<String> keys = fullAtMillis.keySet().iterator();
        for (int i = 0; i < tooMany && keys.hasNext(); i++) {
            keys.next();
            keys.remove();
        }
    }

    int keys() {
        return fullAtMillis.size();
    }
}
