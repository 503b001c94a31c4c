package org.mmsys.core.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.mmsys.core.protocol.Protocol.TurnedAway;

/**
 * Who may open a connection: so many in all, so many from one address, and those not faster than the rate.
 *
 * <p>IPv6 clients are counted by their /64. Loopback is exempt from what counts by address unless configured otherwise.
 * The addresses remembered for the rate are bounded; the one not seen for longest is forgotten first. Thread-safe.
 */
public final class ConnectionLimits {
    private static final int ADDRESSES_MAX = 20_000;

    private final NetSettings settings;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> open = new LinkedHashMap<>();
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };
    private int total;

    /** Limits as configured, on a monotonic clock in nanoseconds. */
    public ConnectionLimits(NetSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Counts a new connection; when it is turned away nothing is counted and {@link #left} must not follow. */
    public synchronized Optional<TurnedAway> admit(InetAddress address) {
        Optional<TurnedAway> refused = admitRelay();
        if (refused.isPresent()) {
            return refused;
        }
        refused = count(address);
        if (refused.isPresent()) {
            leftRelay();
        }
        return refused;
    }

    /** An admitted connection is closed. */
    public synchronized void left(InetAddress address) {
        leftRelay();
        uncount(address);
    }

    /** Counts a connection in the total only: whose it is will be told later. */
    synchronized Optional<TurnedAway> admitRelay() {
        if (total >= settings.connectionsMax()) {
            return Optional.of(TurnedAway.TOO_MANY_CONNECTIONS);
        }
        total++;
        return Optional.empty();
    }

    synchronized void leftRelay() {
        total--;
    }

    /** Counts a connection under its address. */
    synchronized Optional<TurnedAway> count(InetAddress address) {
        if (counts(address)) {
            String key = key(address);
            if (open.getOrDefault(key, 0) >= settings.connectionsPerAddress()) {
                return Optional.of(TurnedAway.TOO_MANY_FROM_ADDRESS);
            }
            if (!buckets.computeIfAbsent(key, unused -> new Bucket()).take()) {
                return Optional.of(TurnedAway.TOO_FAST);
            }
            open.merge(key, 1, Integer::sum);
        }
        return Optional.empty();
    }

    synchronized void uncount(InetAddress address) {
        if (counts(address)) {
            open.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Connections open now. */
    public synchronized int total() {
        return total;
    }

    private boolean counts(InetAddress address) {
        return settings.limitLoopback() || !address.isLoopbackAddress();
    }

    private static String key(InetAddress address) {
        if (address instanceof Inet6Address) {
            return Arrays.toString(Arrays.copyOf(address.getAddress(), 8));
        }
        return address.getHostAddress();
    }

    /** Tokens for one address: filled at the rate, up to the burst. */
    private final class Bucket {
        private double tokens = settings.rateBurst();
        private long filledAt = nanoTime.getAsLong();

        boolean take() {
            long now = nanoTime.getAsLong();
            double earned = (now - filledAt) / 1e9 * settings.ratePerAddress();
            tokens = Math.min(settings.rateBurst(), tokens + earned);
            filledAt = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
