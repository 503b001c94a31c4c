package org.mmsys.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.mina.core.future.ConnectFuture;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.SocketSessionConfig;
import org.apache.mina.transport.socket.nio.NioSession;
import org.apache.mina.transport.socket.nio.NioSocketConnector;
import org.mmsys.core.net.DialAttempt.Try;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls other servers, on the I/O threads of all sessions.
 *
 * <p>Names are looked up by a few threads of its own, anew for each connection; where many wait for a slow resolver,
 * others are refused. Addresses need none of that. Thread-safe.
 */
final class MinaConnector implements Connector {
    private static final Logger LOG = LoggerFactory.getLogger(MinaConnector.class);
    private static final AttributeKey TRY = new AttributeKey(MinaConnector.class, "try");
    private static final int RESOLVERS = 4;
    private static final int RESOLVER_QUEUE = 256;
    private static final long CONNECT_MAX_MILLIS = Duration.ofMinutes(5).toMillis();

    private final SessionHouse house;
    private final Sessions sessions;
    private final OutgoingTls tls;
    private final NioSocketConnector connector;
    private final ThreadPoolExecutor resolvers;
    private final AtomicInteger open = new AtomicInteger();

    MinaConnector(
            SessionHouse house,
            Sessions sessions,
            OutgoingTls tls,
            Executor threads,
            ThreadFactory resolverThreads,
            IoProcessor<NioSession> processors) {
        this.house = house;
        this.sessions = sessions;
        this.tls = tls;
        this.connector = new NioSocketConnector(threads, processors);
        connector.setConnectTimeoutMillis(CONNECT_MAX_MILLIS);
        connector.setHandler(new Handler());
        SocketSessionConfig config = connector.getSessionConfig();
        config.setTcpNoDelay(true);
        config.setMaxReadBufferSize(64 * 1024);
        config.setReadBufferSize(2 * 1024);
        config.setMinReadBufferSize(1024);
        resolvers = new ThreadPoolExecutor(
                RESOLVERS, RESOLVERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(RESOLVER_QUEUE), resolverThreads);
        resolvers.allowCoreThreadTimeOut(true);
    }

    @Override
    public void connect(Dial dial, Dialogue<?, ?> dialogue, Consumer<String> failed) {
        Dialled<?, ?> dialled = new Dialled<>(dialogue, dial.lineLimit());
        if (sessions.draining()) {
            fail(dialled, failed, dial.purpose() + ": going down");
            return;
        }
        if (open.incrementAndGet() > house.settings().outgoingMax()) {
            open.decrementAndGet();
            fail(dialled, failed, dial.purpose() + ": too many outgoing connections");
            return;
        }
        Consumer<String> counted = why -> {
            open.decrementAndGet();
            failed.accept(why);
        };
        long endBy = System.nanoTime() + dial.connectTime().toNanos();
        Runnable look = () -> lookUp(dial, dialled, counted, endBy);
        if (mustNotWait(dial)) {
            look.run();
            return;
        }
        try {
            resolvers.execute(look);
        } catch (RejectedExecutionException full) {
            fail(dialled, counted, dial.purpose() + ": too many names to be resolved");
        }
    }

    /** Connections of our own making that are open or on their way. */
    int open() {
        return open.get();
    }

    void close() {
        resolvers.shutdownNow();
        connector.dispose();
    }

    /** Tells that nothing came of it, and closes the performer. */
    static void fail(Dialled<?, ?> dialled, Consumer<String> failed, String why) {
        LOG.atDebug().addKeyValue("why", why).log("no connection");
        try {
            failed.accept(why);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("caller failed to hear that there is no connection");
        }
        dialled.abandon();
    }

    /** Whether neither name nor authorities have to be looked up. */
    private static boolean mustNotWait(Dial dial) {
        boolean known = !dial.address().isUnresolved()
                || AddressRange.isLiteral(dial.address().getHostString());
        return known && !(dial.security() instanceof Dial.Security.Verified);
    }

    private void lookUp(Dial dial, Dialled<?, ?> dialled, Consumer<String> failed, long endBy) {
        DialAttempt attempt;
        try {
            InetSocketAddress to = dial.address();
            InetAddress[] found = to.isUnresolved()
                    ? InetAddress.getAllByName(to.getHostString())
                    : new InetAddress[] {to.getAddress()};
            attempt = new DialAttempt(dial, dialled, tls.of(dial.security()), failed, endBy, found);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            fail(dialled, failed, dial.purpose() + " " + dial.address().getHostString() + ": " + e);
            return;
        }
        tryNext(attempt);
    }

    private void tryNext(DialAttempt attempt) {
        if (!attempt.hasNext()) {
            attempt.fail();
            return;
        }
        Try one = attempt.next();
        ConnectFuture future;
        try {
            future = connector.connect(
                    new InetSocketAddress(one.address(), attempt.dial.address().getPort()),
                    (session, unused) -> session.setAttribute(TRY, one));
        } catch (RuntimeException e) {
            attempt.fail(e.toString());
            return;
        }
        house.after(one.time(), () -> {
            if (one.settle()) {
                future.cancel();
                attempt.trouble(one.address(), "no answer in time");
                resume(attempt);
            }
        });
        future.addListener(done -> {
            Throwable cause = future.getException();
            if (cause != null && one.settle()) {
                attempt.trouble(one.address(), String.valueOf(cause.getMessage()));
                resume(attempt);
            }
        });
    }

    /** Not on the thread that found the last address dead: it may be MINA's. */
    private void resume(DialAttempt attempt) {
        try {
            resolvers.execute(() -> tryNext(attempt));
        } catch (RejectedExecutionException full) {
            attempt.fail();
        }
    }

    /** Begins the dialogue of a connection that came about in time. */
    private final class Handler extends SessionEvents {
        @Override
        String name(IoSession session) {
            return session.getAttribute(TRY) instanceof Try one
                    ? one.whole().dial.purpose()
                    : "outgoing";
        }

        @Override
        public void sessionOpened(IoSession session) {
            if (!(session.getAttribute(TRY) instanceof Try one) || !one.settle()) {
                session.closeNow();
                return;
            }
            begin(session, one, one.whole().dialled);
        }

        private <Q, A> void begin(IoSession session, Try one, Dialled<Q, A> dialled) {
            Connection connection = new Connection(session);
            DialAttempt attempt = one.whole();
            Client server = new Client(
                    sessions.nextId(),
                    attempt.dial.purpose(),
                    one.address().getHostAddress(),
                    attempt.dial.address().getPort(),
                    connection.localAddress(),
                    Optional.empty());
            sessions.countOutgoing(1);
            new Outgoing(session, connection, attempt).begin(server, dialled);
        }
    }

    /** A connection of our own making through all its dialogues. Owned by its I/O thread. */
    private final class Outgoing implements SessionOwner {
        private final IoSession session;
        private final Connection connection;
        private final DialAttempt attempt;
        private Dialled<?, ?> current;

        Outgoing(IoSession session, Connection connection, DialAttempt attempt) {
            this.session = session;
            this.connection = connection;
            this.attempt = attempt;
            this.current = attempt.dialled;
        }

        <Q, A> void begin(Client server, Dialled<Q, A> dialled) {
            current = dialled;
            SessionLife life = new SessionLife(connection, server, false);
            if (attempt.dial.relayed()) {
                life.relayed();
            }
            SessionDriver<Q, A> driver =
                    new SessionDriver<>(connection, dialled, server, house, () -> attempt.handshake, life, this);
            SessionEvents.attach(session, driver);
            sessions.add(driver);
            driver.opened(false, Optional.empty());
        }

        @Override
        public void ended(SessionDriver<?, ?> over) {
            sessions.countOutgoing(-1);
            sessions.remove(over);
            open.decrementAndGet();
            current.abandon();
        }

        @Override
        public void goOn(SessionDriver<?, ?> last, Dialogue<?, ?> next, Consumer<String> failed) {
            Dialled<?, ?> dialled = new Dialled<>(next, attempt.dial.lineLimit());
            if (sessions.draining()) {
                ended(last);
                connection.closeNow();
                fail(dialled, failed, attempt.dial.purpose() + ": going down");
                return;
            }
            Client before = last.client();
            begin(
                    new Client(
                            sessions.nextId(),
                            before.listener(),
                            before.address(),
                            before.port(),
                            before.localAddress(),
                            before.tls()),
                    dialled);
            sessions.remove(last);
        }
    }
}
