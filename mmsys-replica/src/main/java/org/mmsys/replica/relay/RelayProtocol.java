package org.mmsys.replica.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/**
 * What a listener of a backup speaks: nothing. Each connection is joined with one to the same listener of the half that
 * serves, behind a header that tells where it comes from; TLS passes through from end to end.
 *
 * <p>A listener with implicit TLS must be opened without it. Immutable; any thread.
 */
public final class RelayProtocol implements Protocol<RelayQuestion, RelayAnswer> {
    private static final int LINE_MAX = 512;

    private final ListenerSpec listener;
    private final Refusal refusal;
    private final Connector connector;
    private final RelayHeader header;
    private final Supplier<Optional<InetSocketAddress>> serving;
    private final Optional<Supplier<Optional<InetSocketAddress>>> here;
    private final LongSupplier nanoTime;

    /**
     * @param listener as configured, with its implicit TLS
     * @param serving where the half that serves now has this listener; asked anew for each call
     * @param here for a node that may come to serve: where it has this listener itself while it does
     * @param nanoTime the monotonic clock
     */
    RelayProtocol(
            ListenerSpec listener,
            Connector connector,
            RelayHeader header,
            Supplier<Optional<InetSocketAddress>> serving,
            Optional<Supplier<Optional<InetSocketAddress>>> here,
            LongSupplier nanoTime) {
        this.listener = listener;
        this.refusal = Refusal.of(listener);
        this.connector = connector;
        this.header = header;
        this.serving = serving;
        this.here = here;
        this.nanoTime = nanoTime;
    }

    /** What the other half passes on waits here for this node to serve: never goes back, so that nothing goes round. */
    @Override
    public RelayProtocol withIntroduced() {
        return here.map(own -> new RelayProtocol(listener, connector, header, own, here, nanoTime))
                .orElse(this);
    }

    @Override
    public boolean awaitsHeader() {
        return here.isPresent();
    }

    @Override
    public int lineLimit() {
        return LINE_MAX;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return refusal.turnedAway(why);
    }

    @Override
    public SessionMachine<RelayQuestion, RelayAnswer> machine(Client client) {
        return new RelayMachine(refusal);
    }

    @Override
    public Performer<RelayQuestion, RelayAnswer> performer(Client client) {
        return new RelayPerformer(
                connector, serving, () -> header(client), nanoTime, client.sessionId(), "relay-" + listener.name());
    }

    private byte[] header(Client client) {
        return header.of(
                at(client.address(), client.port()),
                at(client.localAddress(), listener.address().getPort()));
    }

    /** Addresses of sockets are literal: nothing is looked up. */
    private static InetSocketAddress at(String address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException noLiteral) {
            throw new IllegalStateException("address " + address, noLiteral);
        }
    }
}
