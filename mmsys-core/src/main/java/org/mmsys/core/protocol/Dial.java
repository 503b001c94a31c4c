package org.mmsys.core.protocol;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to be made.
 *
 * @param address may be unresolved: names are resolved anew for each connection
 * @param purpose takes the place of the listener in logs, {@code peer-smtp} for example
 * @param connectTime for name, connection and implicit TLS together
 * @param lineLimit the longest line taken from the other end, CRLF not counted
 * @param relayed whether a client's connection goes on over it to the other half of our pair
 */
public record Dial(
        InetSocketAddress address,
        String purpose,
        Duration connectTime,
        int lineLimit,
        Security security,
        boolean relayed) {

    /** A connection on our own behalf, or one that shows the node at its end by its certificate. */
    public Dial(InetSocketAddress address, String purpose, Duration connectTime, int lineLimit, Security security) {
        this(address, purpose, connectTime, lineLimit, security, false);
    }

    /** What TLS has to prove when the machine starts it. */
    public sealed interface Security {
        /** The other end is this node of the system, and we show our own certificate (rules 23). */
        record Node(String name) implements Security {}

        /** A certificate of a public authority for this name. */
        record Verified(String host) implements Security {}

        /** Any certificate: better than clear text, no more (RFC 7435). */
        record Opportunistic(Optional<String> host) implements Security {}
    }
}
