package org.mmsys.core.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the sessions of one listener. Called on I/O threads. */
final class SessionHandler extends SessionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    private final ListenerSpec spec;
    private final Supplier<Host> hosts;
    private final SessionHouse house;
    private final Sessions sessions;

    SessionHandler(ListenerSpec spec, Supplier<Host> hosts, SessionHouse house, Sessions sessions) {
        this.spec = spec;
        this.hosts = hosts;
        this.house = house;
        this.sessions = sessions;
    }

    @Override
    String name(IoSession session) {
        return spec.name();
    }

    @Override
    public void sessionOpened(IoSession session) {
        if (!(session.getRemoteAddress() instanceof InetSocketAddress remote)) {
            session.closeNow(); // gone before we looked
            return;
        }
        Seat seat = sessions.seat(remote.getAddress(), house.proxies().isRelay(remote.getAddress()));
        Host host = hosts.get();
        Optional<TurnedAway> refused = sessions.admit(seat);
        if (refused.isPresent()) {
            turnAway(session, host, refused.get());
            return;
        }
        try {
            begin(session, remote, seat, host, host.protocol());
        } catch (RuntimeException e) {
            seat.leave();
            throw e;
        }
    }

    private <Q, A> void begin(
            IoSession session, InetSocketAddress remote, Seat seat, Host host, Protocol<Q, A> spoken) {
        InetAddress address = remote.getAddress();
        Connection connection = new Connection(session);
        Client client = new Client(
                sessions.nextId(),
                spec.name(),
                address.getHostAddress(),
                remote.getPort(),
                connection.localAddress(),
                Optional.empty());
        SessionLife life = new SessionLife(connection, client, true);
        SessionDriver<Q, A> driver =
                new SessionDriver<>(connection, spoken, client, house, house.tls()::current, life, over -> {
                    host.guests().remove(over);
                    sessions.remove(over);
                    seat.leave();
                });
        attach(session, driver);
        sessions.add(driver);
        host.guests().add(driver);
        driver.opened(
                host.tlsFirst(),
                house.proxies().any() ? Optional.of(new Entrance(house.proxies(), address, seat)) : Optional.empty());
    }

    private void turnAway(IoSession session, Host host, TurnedAway why) {
        LOG.atDebug()
                .addKeyValue("listener", spec.name())
                .addKeyValue("ip", session.getRemoteAddress())
                .addKeyValue("why", why)
                .log("connection turned away");
        if (!host.tlsFirst()) {
            session.write(IoBuffer.wrap(host.protocol().turnedAway(why).getBytes(StandardCharsets.ISO_8859_1)));
        }
        session.closeOnFlush();
    }
}
