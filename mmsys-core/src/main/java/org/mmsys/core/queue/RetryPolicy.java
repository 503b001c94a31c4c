package org.mmsys.core.queue;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Says how long to wait before the next attempt. Pure: the same arguments and the same randomness give the same answer.
 *
 * <p>Servers of the system are tried fast, since they come back soon; the world outside as RFC 5321 §4.5.4.1 wishes. All
 * waits vary by a fifth, so that what failed together does not come together again.
 */
public final class RetryPolicy {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration FAST_MOST = Duration.ofSeconds(30);
    private static final Duration SLOW_MOST = Duration.ofMinutes(5);
    private static final Duration FAST_TIME = Duration.ofHours(1);
    /** While a server is probed like this, its mail arrives within two seconds of its return. */
    private static final Duration PROBE = Duration.ofMillis(1500);

    private static final Duration PROBE_TIME = Duration.ofSeconds(75);
    private static final int PROBE_SHARE = 20;
    private static final List<Duration> OUTSIDE = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1));
    private static final double JITTER = 0.2;
    private static final int SHIFT_MAX = 20;

    private RetryPolicy() {}

    /**
     * The wait of one message that was put off.
     *
     * @param attempts how many there were, 1 or more
     * @param age of the message
     */
    public static Duration message(Destination to, int attempts, Duration age, RandomGenerator random) {
        return vary(to instanceof Destination.Server ? inside(attempts, age) : outside(attempts), random);
    }

    /** The wait when it is not known yet, or cannot be done yet, where a message goes. */
    static Duration inside(int attempts, Duration age) {
        Duration most = age.compareTo(FAST_TIME) < 0 ? FAST_MOST : SLOW_MOST;
        Duration doubled = FIRST.multipliedBy(1L << Math.min(SHIFT_MAX, Math.max(0, attempts - 1)));
        return doubled.compareTo(most) < 0 ? doubled : most;
    }

    private static Duration outside(int attempts) {
        return OUTSIDE.get(Math.min(OUTSIDE.size(), Math.max(1, attempts)) - 1);
    }

    /**
     * The wait before a destination that cannot be reached is tried again, with one message for all.
     *
     * @param failures how many attempts in a row have shown it, 1 or more
     * @param down since when
     */
    public static Duration probe(Destination to, int failures, Duration down, RandomGenerator random) {
        if (!(to instanceof Destination.Server)) {
            return vary(outside(failures), random);
        }
        if (down.compareTo(PROBE_TIME) < 0) {
            return vary(failures <= 1 ? FIRST : PROBE, random);
        }
        Duration most = down.compareTo(FAST_TIME) < 0 ? FAST_MOST : SLOW_MOST;
        Duration share = down.dividedBy(PROBE_SHARE);
        return vary(share.compareTo(most) < 0 ? share : most, random);
    }

    /** The same, 20 % more or less. */
    static Duration vary(Duration wait, RandomGenerator random) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofNanos((long) (wait.toNanos() * factor));
    }
}
