package org.mmsys.core.net;

import java.io.IOException;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.FilterEvent;
import org.apache.mina.filter.ssl.SslEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns MINA's events into calls of session drivers; how a session begins is left open. Called on I/O threads. */
abstract class SessionEvents extends IoHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);
    private static final AttributeKey DRIVER = new AttributeKey(SessionEvents.class, "driver");

    /** What stands for the listener in logs. */
    abstract String name(IoSession session);

    static void attach(IoSession session, SessionDriver<?, ?> driver) {
        session.setAttribute(DRIVER, driver);
    }

    @Override
    public final void messageReceived(IoSession session, Object message) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null) {
            driver.arrived(((IoBuffer) message).buf());
        }
    }

    @Override
    public final void messageSent(IoSession session, Object message) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null && message instanceof IoBuffer octets) {
            driver.sent(octets.limit());
        }
    }

    @Override
    public final void inputClosed(IoSession session) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver == null) {
            session.closeNow();
        } else {
            driver.inputEnded();
        }
    }

    @Override
    public final void event(IoSession session, FilterEvent event) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null && event == SslEvent.SECURED) {
            driver.securedSoon();
        }
    }

    @Override
    public final void sessionClosed(IoSession session) {
        SessionDriver<?, ?> driver = driver(session);
        if (driver != null) {
            driver.gone();
        }
    }

    @Override
    public final void exceptionCaught(IoSession session, Throwable cause) {
        if (cause instanceof IOException) { // reset, no TLS where TLS was due, a write after the end
            LOG.atDebug()
                    .addKeyValue("listener", name(session))
                    .addKeyValue("cause", String.valueOf(cause))
                    .log("connection failed");
        } else {
            LOG.atError().addKeyValue("listener", name(session)).setCause(cause).log("connection failed");
        }
        session.closeNow();
    }

    private static @Nullable SessionDriver<?, ?> driver(IoSession session) {
        return (SessionDriver<?, ?>) session.getAttribute(DRIVER);
    }
}
