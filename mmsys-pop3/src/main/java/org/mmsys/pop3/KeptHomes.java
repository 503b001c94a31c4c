package org.mmsys.pop3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mmsys.core.protocol.Link;

/**
 * Connections to other servers whose sessions are over, for the next clients of those servers: a TLS handshake between nodes
 * costs more than a poll.
 *
 * <p>At most {@value #EACH_MAX} for a server, of which the last one is given first; whatever nobody takes closes by itself
 * after a while ({@link Link}) and is found closed. Thread-safe.
 */
final class KeptHomes {
    private static final int EACH_MAX = 16;
    private static final int MARKER_OCTETS = 16;

    private final RandomGenerator random;
    private final Map<String, Deque<Kept>> kept = new HashMap<>();

    /** A connection and the marker by which its last session ended. */
    record Kept(Link link, String marker) {}

    /** @param random nobody can foresee it, as clients must not know the markers */
    KeptHomes(RandomGenerator random) {
        this.random = random;
    }

    /** A marker for one session: 32 hexadecimal digits. */
    String newMarker() {
        byte[] octets = new byte[MARKER_OCTETS];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /** Keeps a connection to this server; where there are too many, the oldest one is closed. */
    void keep(String server, Kept free) {
        Optional<Kept> tooMany = Optional.empty();
        synchronized (this) {
            Deque<Kept> all = kept.computeIfAbsent(server, any -> new ArrayDeque<>());
            all.addFirst(free);
            if (all.size() > EACH_MAX) {
                tooMany = Optional.of(all.removeLast());
            }
        }
        tooMany.ifPresent(oldest -> oldest.link().close());
    }

    /** A connection to this server, which may have been closed meanwhile. */
    synchronized Optional<Kept> take(String server) {
        return Optional.ofNullable(kept.get(server)).map(Deque::pollFirst);
    }
}
