package org.mmsys.client.core.net;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;

/**
 * Which server of a service is asked: a circuit breaker, pure but for its clock. Not thread-safe: owned by its account.
 *
 * <p>After one failure the primary is left alone for 30 s; then cheap probes, two good ones in a row bring it back, between
 * sessions. When neither answers the pauses are 5, 10, 20, 40, 60 s.
 */
public final class Failover {
    /** How long a primary that failed is left alone, and how far its probes are apart. */
    public static final Duration PROBE_EVERY = Duration.ofSeconds(30);

    /** Good probes that bring the primary back. */
    public static final int PROBES_WANTED = 2;

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(40),
            Duration.ofSeconds(60));

    private final Endpoints endpoints;
    private final InstantSource clock;
    private boolean primaryDown;
    private boolean backupFailed;
    private int goodProbes;
    private int pauses;
    private @Nullable Instant probeAt;
    private @Nullable Instant tryAt;

    public Failover(Endpoints endpoints, InstantSource clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** Whom to ask now, in this order: the backup first as long as the primary is known to be down. */
    public List<Endpoint> order() {
        Optional<Endpoint> backup = endpoints.backup();
        if (backup.isEmpty()) {
            return List.of(endpoints.primary());
        }
        return primaryDown ? List.of(backup.get(), endpoints.primary()) : List.of(endpoints.primary(), backup.get());
    }

    /** This server did not respond. */
    public void failed(Endpoint server) {
        if (server.equals(endpoints.primary())) {
            primaryDown = true;
            goodProbes = 0;
            probeAt = clock.instant().plus(PROBE_EVERY);
        } else {
            backupFailed = true;
        }
        if (primaryDown && (backupFailed || endpoints.backup().isEmpty())) {
            tryAt = clock.instant().plus(PAUSES.get(Math.min(pauses, PAUSES.size() - 1)));
        }
    }

    /** All of one attempt failed: the next pause is longer. */
    public void attemptFailed() {
        pauses++;
    }

    /** A session with this server came about. */
    public void worked(Endpoint server) {
        pauses = 0;
        tryAt = null;
        backupFailed = false;
        if (server.equals(endpoints.primary())) {
            reset();
        }
    }

    /**
     * What a probe of the primary found.
     *
     * @return whether the primary is back with it
     */
    public boolean probed(boolean good) {
        if (!primaryDown) {
            return false;
        }
        goodProbes = good ? goodProbes + 1 : 0;
        probeAt = clock.instant().plus(good ? Duration.ofSeconds(2) : PROBE_EVERY);
        if (goodProbes < PROBES_WANTED) {
            return false;
        }
        reset();
        return true;
    }

    /** The primary gets another chance at once. */
    public void reset() {
        primaryDown = false;
        goodProbes = 0;
        probeAt = null;
        tryAt = null;
    }

    /** When the primary is to be probed; empty while it is not known to be down, or has nothing that stands in for it. */
    public Optional<Instant> probeDue() {
        return endpoints.backup().isEmpty() ? Optional.empty() : Optional.ofNullable(probeAt);
    }

    /** Not before this is it worth trying again by itself; empty if now is fine. */
    public Optional<Instant> retryDue() {
        return Optional.ofNullable(tryAt);
    }

    /** Whether the backup stands in for the primary. */
    public boolean onBackup() {
        return primaryDown && !backupFailed && endpoints.backup().isPresent();
    }
}
