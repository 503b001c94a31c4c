package org.mmsys.core.queue;

import java.time.Duration;
import java.util.List;
import org.mmsys.core.config.Key;

/** The settings of the queue. */
public final class QueueKeys {
    static final Key<Duration> EXPIRE_AFTER = Key.duration(
            "queue.expire-after", "5d", "Age at which queued mail goes back to its sender (RFC 5321 4.5.4.1).");
    static final Key<Duration> WARN_AFTER =
            Key.duration("queue.warn-after", "4h", "Age at which the sender is told that its mail is late.");
    static final Key<Integer> PER_SERVER =
            Key.count("queue.per-server", 4, 1, 100, "Messages on their way to one server of the system at a time.");
    static final Key<Integer> PER_DOMAIN =
            Key.count("queue.per-domain", 5, 1, 100, "Messages on their way to one domain outside at a time.");
    static final Key<Integer> CONNECTIONS =
            Key.count("queue.connections", 64, 1, 10_000, "Messages on their way to anywhere at a time.");
    static final Key<Duration> ATTEMPT_TIME = Key.duration(
            "queue.attempt-time", "10m", "Time after which an attempt without an answer counts as failed for now.");

    private QueueKeys() {}

    /** All keys of this package. */
    public static List<Key<?>> all() {
        return List.of(EXPIRE_AFTER, WARN_AFTER, PER_SERVER, PER_DOMAIN, CONNECTIONS, ATTEMPT_TIME);
    }
}
