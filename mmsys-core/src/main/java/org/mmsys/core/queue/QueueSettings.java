package org.mmsys.core.queue;

import java.time.Duration;
import org.mmsys.core.config.Settings;

/**
 * How the queue is set.
 *
 * @param expireAfter age at which a message fails
 * @param warnAfter age at which its sender is told that it is late
 * @param perServer attempts at a time for one server of the system
 * @param perDomain attempts at a time for one domain outside
 * @param connections attempts at a time for all
 * @param attemptTime after which an attempt that was not answered counts as failed for now
 */
public record QueueSettings(
        Duration expireAfter, Duration warnAfter, int perServer, int perDomain, int connections, Duration attemptTime) {
    private static final Duration SWEEP_MOST = Duration.ofMinutes(1);
    private static final Duration SWEEP_LEAST = Duration.ofMillis(250);
    private static final int SWEEPS = 8;

    public QueueSettings {
        if (perServer < 1 || perDomain < 1 || connections < 1) {
            throw new IllegalArgumentException("a queue without connections");
        }
    }

    /** How often the ages of messages are looked at: once a minute, or so often that the shortest of the times is kept. */
    Duration sweepEvery() {
        boolean warns = warnAfter.compareTo(expireAfter) < 0;
        Duration rest = expireAfter.minus(warnAfter);
        Duration warned = rest.compareTo(warnAfter) < 0 ? rest : warnAfter;
        Duration part = (warns ? warned : expireAfter).dividedBy(SWEEPS);
        if (part.compareTo(SWEEP_MOST) > 0) {
            return SWEEP_MOST;
        }
        return part.compareTo(SWEEP_LEAST) < 0 ? SWEEP_LEAST : part;
    }

    /** As configured. */
    public static QueueSettings of(Settings settings) {
        return new QueueSettings(
                settings.get(QueueKeys.EXPIRE_AFTER),
                settings.get(QueueKeys.WARN_AFTER),
                settings.get(QueueKeys.PER_SERVER),
                settings.get(QueueKeys.PER_DOMAIN),
                settings.get(QueueKeys.CONNECTIONS),
                settings.get(QueueKeys.ATTEMPT_TIME));
    }

    /** As they are when nothing is configured. */
    static QueueSettings standard() {
        return new QueueSettings(Duration.ofDays(5), Duration.ofHours(4), 4, 5, 64, Duration.ofMinutes(10));
    }
}
