package org.mmsys.core.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.net.ProxyHeader.Parsed;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.Input.Client;

/**
 * Looks at the first octets of a connection: a PROXY header that is believed, one that is not, or none.
 *
 * <p>Owned by the session's I/O thread, and dropped once that is known.
 */
final class Entrance {
    /** So long an empty line, with which a header begins, is not answered. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So long a session that depends on whether a header comes waits for it. */
    static final Duration HEADER_PATIENCE = Duration.ofMillis(40);

    /** What has come in. */
    enum Verdict {
        /** Too little to tell. */
        WAIT,
        /** No header, or one that leaves the client as it is. */
        PASS,
        INTRODUCED,
        REFUSED
    }

    private final ProxyTrust trust;
    private final InetAddress from;
    private final Seat seat;
    private ByteBuffer seen = ByteBuffer.allocate(0);
    private boolean partial;
    private boolean passed;
    private @Nullable InetSocketAddress client;
    private @Nullable InetSocketAddress local;
    private boolean relayed;
    private String trouble = "";

    Entrance(ProxyTrust trust, InetAddress from, Seat seat) {
        this.trust = trust;
        this.from = from;
        this.seat = seat;
    }

    Verdict take(ByteBuffer octets) {
        seen = seen.hasRemaining()
                ? ByteBuffer.allocate(seen.remaining() + octets.remaining())
                        .put(seen)
                        .put(octets)
                        .flip()
                : octets;
        Parsed parsed = ProxyHeader.parse(seen);
        if (parsed instanceof Parsed.Absent) {
            return Verdict.PASS;
        }
        if (parsed instanceof Parsed.Partial more) {
            partial = more.certain();
            return Verdict.WAIT;
        }
        if (parsed instanceof Parsed.Found found) {
            return judge(found);
        }
        trouble = parsed.toString();
        return Verdict.REFUSED;
    }

    /** Whether what came so far can only be a header. */
    boolean hasPartialHeader() {
        return partial;
    }

    /** Nothing more will be looked at; what is not part of a header. */
    ByteBuffer pass() {
        passed = true;
        return seen;
    }

    boolean isPassed() {
        return passed;
    }

    /** Whether the other half of our pair passes the connection on. */
    boolean isRelayed() {
        return relayed;
    }

    String trouble() {
        return trouble;
    }

    /** The client as the header tells. */
    Client introduce(Client connected) {
        InetSocketAddress told = client;
        InetSocketAddress here = local;
        if (told == null || here == null) {
            return connected;
        }
        return new Client(
                connected.sessionId(),
                connected.listener(),
                told.getAddress().getHostAddress(),
                told.getPort(),
                here.getAddress().getHostAddress(),
                connected.tls());
    }

    /** From now on the connection counts as the client's. */
    Optional<TurnedAway> moveSeat() {
        InetSocketAddress told = client;
        if (told == null) {
            return Optional.empty();
        }
        return seat.moveTo(trust.isRelay(told.getAddress()) ? null : told.getAddress());
    }

    private Verdict judge(Parsed.Found found) {
        Optional<String> refusal = trust.refusal(from, found.header());
        if (refusal.isPresent()) {
            trouble = refusal.get();
            return Verdict.REFUSED;
        }
        seen.position(seen.position() + found.octets());
        if (found.header().client().isEmpty()) {
            return Verdict.PASS;
        }
        relayed = trust.isOfPair(found.header());
        client = found.header().client().get();
        local = found.header().local().orElse(null);
        return Verdict.INTRODUCED;
    }
}
