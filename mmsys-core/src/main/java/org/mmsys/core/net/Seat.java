package org.mmsys.core.net;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Protocol.TurnedAway;

/**
 * The place of one connection in the limits: in the total, and under the address of its client once that is known.
 *
 * <p>Owned by the session's I/O thread.
 */
final class Seat {
    private final ConnectionLimits limits;
    private @Nullable InetAddress counted;
    private boolean taken;

    /** @param address whose connection it is; null for a relay, which will tell */
    Seat(ConnectionLimits limits, @Nullable InetAddress address) {
        this.limits = limits;
        this.counted = address;
    }

    /** Takes the place, or says why not. */
    Optional<TurnedAway> take() {
        InetAddress address = counted;
        Optional<TurnedAway> refused = address == null ? limits.admitRelay() : limits.admit(address);
        taken = refused.isEmpty();
        return refused;
    }

    /** The client is another one than it seemed; null for one whose connections are other people's. */
    Optional<TurnedAway> moveTo(@Nullable InetAddress client) {
        InetAddress before = counted;
        if (before != null) {
            limits.uncount(before);
        }
        if (client == null) {
            counted = null;
            return Optional.empty();
        }
        Optional<TurnedAway> refused = limits.count(client);
        counted = refused.isPresent() ? null : client;
        return refused;
    }

    void leave() {
        if (!taken) {
            return;
        }
        taken = false;
        InetAddress address = counted;
        if (address == null) {
            limits.leftRelay();
        } else {
            limits.left(address);
        }
    }
}
