package org.mmsys.core.net;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides which PROXY headers are believed: those of configured proxies, and those sealed with the key of our pair.
 *
 * <p>A seal is good for a minute and once: nonces are remembered for as long as they could be used again, so many of them
 * that only the other half itself could use them up. An address that brought good seals is known as a relay for a while,
 * and so is one at which a node of the system has proved who it is: its connections are its clients'. Thread-safe.
 */
final class ProxyTrust {
    private static final Duration TOLERANCE = Duration.ofSeconds(60);
    private static final int NONCES_MAX = 200_000;
    private static final Duration RELAY_KNOWN = Duration.ofMinutes(10);
    private static final int RELAYS_MAX = 64;

    private final List<AddressRange> proxies;
    private final Optional<byte[]> pairKey;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Long> nonces = new LinkedHashMap<>();
    private final Map<InetAddress, Long> relays = new LinkedHashMap<>(16, 0.75f, true);

    ProxyTrust(List<AddressRange> proxies, Optional<byte[]> pairKey, InstantSource clock, LongSupplier nanoTime) {
        this.proxies = List.copyOf(proxies);
        this.pairKey = pairKey;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Whether anybody may send headers at all. */
    boolean any() {
        return pairKey.isPresent() || !proxies.isEmpty();
    }

    /** Whether connections from there are other people's, so that they do not count under this address. */
    synchronized boolean isRelay(InetAddress address) {
        Long until = relays.get(address);
        return (until != null && nanoTime.getAsLong() - until < 0) || isProxy(address);
    }

    /** Why the header is not believed; empty when it is. A header is asked for once. */
    synchronized Optional<String> refusal(InetAddress from, ProxyHeader header) {
        if (isProxy(from)) {
            return Optional.empty();
        }
        if (pairKey.isEmpty() || header.seal().isEmpty()) {
            return Optional.of("not from a proxy");
        }
        if (!isOfPair(header)) {
            return Optional.of("wrong seal");
        }
        ProxySeal seal = header.seal().get();
        long now = clock.millis();
        if (Math.abs(now - seal.millis()) > TOLERANCE.toMillis()) {
            return Optional.of("seal of another time");
        }
        forget();
        if (nonces.size() >= NONCES_MAX) {
            return Optional.of("too many seals");
        }
        long keep = 2 * TOLERANCE.toNanos() + Duration.ofSeconds(10).toNanos();
        if (nonces.putIfAbsent(seal.nonce(), nanoTime.getAsLong() + keep) != null) {
            return Optional.of("seal used before");
        }
        passesOn(from);
        return Optional.empty();
    }

    /** Whether the other half of our pair has sealed it. */
    boolean isOfPair(ProxyHeader header) {
        return pairKey.isPresent()
                && header.seal().filter(seal -> seal.isMadeWith(pairKey.get())).isPresent();
    }

    /** Who is at that address has proved that it passes other people's connections on. */
    synchronized void passesOn(InetAddress address) {
        if (relays.size() >= RELAYS_MAX && !relays.containsKey(address)) {
            relays.remove(relays.keySet().iterator().next());
        }
        relays.put(address, nanoTime.getAsLong() + RELAY_KNOWN.toNanos());
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    private void forget() {
        long now = nanoTime.getAsLong();
        Iterator<Long> eldest = nonces.values().iterator();
        while (eldest.hasNext() && now - eldest.next() >= 0) {
            eldest.remove();
        }
    }
}
