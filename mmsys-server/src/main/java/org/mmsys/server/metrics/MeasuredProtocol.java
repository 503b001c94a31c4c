package org.mmsys.server.metrics;

import org.mmsys.core.observe.Metrics;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/** A protocol that counts its sessions, by listener. Called on I/O threads. */
public final class MeasuredProtocol<Q, A> implements Protocol<Q, A> {
    private final Protocol<Q, A> protocol;
    private final Metrics.Counter sessions;
    private final Metrics.Counter turnedAway;

    private MeasuredProtocol(Protocol<Q, A> protocol, String listener, Metrics metrics) {
        this.protocol = protocol;
        Metrics.Label label = new Metrics.Label("listener", listener);
        sessions = metrics.counter("sessions", "Sessions begun.", label);
        turnedAway = metrics.counter("sessions.turned.away", "Connections refused before their session began.", label);
    }

    private MeasuredProtocol(Protocol<Q, A> protocol, Metrics.Counter sessions, Metrics.Counter turnedAway) {
        this.protocol = protocol;
        this.sessions = sessions;
        this.turnedAway = turnedAway;
    }

    /** The same protocol, counted. */
    public static Protocol<?, ?> of(Protocol<?, ?> protocol, String listener, Metrics metrics) {
        return new MeasuredProtocol<>(protocol, listener, metrics);
    }

    @Override
    public int lineLimit() {
        return protocol.lineLimit();
    }

    @Override
    public String turnedAway(TurnedAway why) {
        turnedAway.increment();
        return protocol.turnedAway(why);
    }

    @Override
    public Protocol<Q, A> withIntroduced() {
        return new MeasuredProtocol<>(protocol.withIntroduced(), sessions, turnedAway);
    }

    @Override
    public boolean awaitsHeader() {
        return protocol.awaitsHeader();
    }

    @Override
    public SessionMachine<Q, A> machine(Client client) {
        sessions.increment();
        return protocol.machine(client);
    }

    @Override
    public Performer<Q, A> performer(Client client) {
        return protocol.performer(client);
    }
}
