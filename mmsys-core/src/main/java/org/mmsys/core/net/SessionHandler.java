package org.mmsys.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.FilterEvent;
import org.apache.mina.filter.ssl.SslEvent;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns MINA's events of one listener into calls of session drivers. Called on I/O threads. */
final class SessionHandler extends IoHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
    private static final AttributeKey DRIVER = new AttributeKey(SessionHandler.class, "driver");

    private final ListenerSpec spec;
    private final Protocol<?, ?> protocol;
    private final SessionHouse house;
    private final Sessions sessions;

    SessionHandler(ListenerSpec spec, Protocol<?, ?> protocol, SessionHouse house, Sessions sessions) {
        this.spec = spec;
        this.protocol = protocol;
        this.house = house;
        this.sessions = sessions;
    }

    @Override
    public void sessionOpened(IoSession session) {
        if (!(session.getRemoteAddress() instanceof InetSocketAddress remote)) {
            session.closeNow(); // gone before we looked
            return;
        }
        Optional<TurnedAway> refused = sessions.admit(remote.getAddress());
        if (refused.isPresent()) {
            turnAway(session, refused.get());
            return;
        }
        try {
            begin(session, remote.getAddress(), remote.getPort(), protocol);
        } catch (RuntimeException e) {
            sessions.left(remote.getAddress());
            throw e;
        }
    }

    @Override
    public void messageReceived(IoSession session, Object message) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null) {
            driver.received(((IoBuffer) message).buf());
        }
    }

    @Override
    public void messageSent(IoSession session, Object message) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null && message instanceof IoBuffer octets) {
            driver.sent(octets.limit());
        }
    }

    @Override
    public void inputClosed(IoSession session) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver == null) {
            session.closeNow();
        } else {
            driver.inputEnded();
        }
    }

    @Override
    public void event(IoSession session, FilterEvent event) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null && event == SslEvent.SECURED) {
            driver.securedSoon();
        }
    }

    @Override
    public void sessionClosed(IoSession session) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null) {
            driver.gone();
        }
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {
        if (cause instanceof IOException) { // reset, no TLS where TLS was due, a write after the end
            LOG.atDebug()
                    .addKeyValue("listener", spec.name())
                    .addKeyValue("cause", String.valueOf(cause))
                    .log("connection failed");
        } else {
            LOG.atError().addKeyValue("listener", spec.name()).setCause(cause).log("connection failed");
        }
        session.closeNow();
    }

    private <Q, A> void begin(IoSession session, InetAddress address, int port, Protocol<Q, A> spoken) {
        Connection connection = new Connection(session);
        Client client = new Client(
                sessions.nextId(),
                spec.name(),
                address.getHostAddress(),
                port,
                connection.localAddress(),
                Optional.empty());
        SessionDriver<Q, A> driver = new SessionDriver<>(connection, spoken, client, house, over -> {
            sessions.remove(over);
            sessions.left(address);
        });
        session.setAttribute(DRIVER, driver);
        sessions.add(driver);
        driver.opened(spec.implicitTls());
    }

    private void turnAway(IoSession session, TurnedAway why) {
        LOG.atDebug()
                .addKeyValue("listener", spec.name())
                .addKeyValue("ip", session.getRemoteAddress())
                .addKeyValue("why", why)
                .log("connection turned away");
        if (!spec.implicitTls()) {
            session.write(IoBuffer.wrap(protocol.turnedAway(why).getBytes(StandardCharsets.ISO_8859_1)));
        }
        session.closeOnFlush();
    }

    private static @Nullable SessionDriver<?, ?> driver(IoSession session) {
        return (SessionDriver<?, ?>) session.getAttribute(DRIVER);
    }
}
