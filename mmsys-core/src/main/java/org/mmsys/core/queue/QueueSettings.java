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
    public QueueSettings {
        if (perServer < 1 || perDomain < 1 || connections < 1) {
            throw new IllegalArgumentException("a queue without connections");
        }
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
