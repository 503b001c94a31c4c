package org.mmsys.replica.pair;

import java.time.Duration;

/**
 * How long the pair waits for what. Nothing that is acknowledged depends on it; reads and relays do.
 *
 * @param heartbeat between two pings
 * @param lease of the primary for reads, from the sending of the last ping that was echoed
 * @param grace of the backup for the primary, from its last echo
 * @param suspicion silence of the backup before the primary goes on alone
 * @param margin from the check of a lease to the octet on the wire
 * @param stall without progress of the partner's disk before it is suspected though it answers
 * @param candidacy how long a candidate waits before it listens to the old primary again
 * @param registryPatience before a question to the registry counts as not answered
 * @param readAgain first pause after an answer that failed; it doubles up to {@code recheck}
 * @param recheck pause between reads while something is wrong
 * @param lateTick a tick that comes later than this says that this node had stood still
 * @param joinLagEntries how far the partner may be behind when commits alone are stopped for its joining
 */
public record PairTiming(
        Duration heartbeat,
        Duration lease,
        Duration grace,
        Duration suspicion,
        Duration margin,
        Duration stall,
        Duration candidacy,
        Duration registryPatience,
        Duration readAgain,
        Duration recheck,
        Duration lateTick,
        int joinLagEntries) {
    /** The rates of two monotonic clocks differ by at most this many per cent. */
    public static final int CLOCK_RATE_ERROR_PERCENT = 2;

    public PairTiming {
        long graceAtLeast = grace.toNanos() / 100 * (100 - CLOCK_RATE_ERROR_PERCENT);
        long leaseAtMost = lease.toNanos() / 100 * (100 + CLOCK_RATE_ERROR_PERCENT) + margin.toNanos();
        if (graceAtLeast <= leaseAtMost) {
            throw new IllegalArgumentException("grace " + grace + " is not safe with a lease of " + lease);
        }
        if (suspicion.compareTo(grace) >= 0 || heartbeat.multipliedBy(3).compareTo(suspicion) > 0) {
            throw new IllegalArgumentException(
                    "suspicion " + suspicion + " must be between 3 heartbeats and the grace");
        }
        if (joinLagEntries < 1) {
            throw new IllegalArgumentException("lag " + joinLagEntries);
        }
    }

    /** As the documentation says. */
    public static PairTiming defaults() {
        return new PairTiming(
                Duration.ofMillis(100),
                Duration.ofMillis(700),
                Duration.ofMillis(1000),
                Duration.ofMillis(800),
                Duration.ofMillis(150),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                1000);
    }
}
