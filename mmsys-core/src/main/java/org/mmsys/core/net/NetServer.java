package org.mmsys.core.net;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import org.apache.mina.core.service.SimpleIoProcessorPool;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listeners of a node, and the connections it makes itself, over one pool of I/O threads.
 *
 * <p>{@link #start} a listener at a time, {@link #drain} before {@link #close}. Thread-safe.
 */
public final class NetServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetServer.class);
    private static final Duration CLOCK_TICK = Duration.ofMillis(200);
    private static final Duration TLS_TICK = Duration.ofSeconds(2);
    private static final Duration CUT_TIME = Duration.ofSeconds(2);

    private final SessionHouse house;
    private final Sessions sessions;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timer;
    private final SimpleIoProcessorPool<NioSession> processors;
    private final MinaConnector connector;
    private final List<MinaListener> listeners = new CopyOnWriteArrayList<>();

    /** A server without listeners; the workers stay the caller's to close. */
    public NetServer(NetSettings settings, TlsContext tls, WorkerPool workers) {
        this(settings, tls, workers, () -> null);
    }

    /** @param trusted the authorities for connections to servers outside; null for those of the Java runtime */
    NetServer(NetSettings settings, TlsContext tls, WorkerPool workers, Supplier<TrustManager @Nullable []> trusted) {
        threads = Executors.newCachedThreadPool(daemons("net-"));
        timer = new ScheduledThreadPoolExecutor(1, daemons("net-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        Optional<NodeIdentity> identity = tls.identity();
        ProxyTrust proxies = new ProxyTrust(
                settings.proxyFrom(),
                identity.flatMap(NodeIdentity::pairKey),
                InstantSource.system(),
                System::nanoTime);
        house = new SessionHouse(settings, tls, workers, new HeldOctets(settings.heldMax()), timer, proxies);
        sessions = new Sessions(new ConnectionLimits(settings, System::nanoTime));
        processors = new SimpleIoProcessorPool<>(WakingProcessor.class, threads, settings.processors(), null);
        connector = new MinaConnector(
                house, sessions, new OutgoingTls(identity, trusted), threads, daemons("net-names-"), processors);
        repeat(sessions::lookAtClock, CLOCK_TICK);
        repeat(tls::reloadIfChanged, TLS_TICK);
    }

    /**
     * Listens; sessions may begin before this returns.
     *
     * @return the port, which the system chose if the specification says 0
     * @throws IOException if the address cannot be bound
     */
    public int start(ListenerSpec spec, Protocol<?, ?> protocol) throws IOException {
        Host always = new Host(protocol, spec.implicitTls(), new Guests());
        return start(spec, () -> always);
    }

    /**
     * The same for a listener that does not always speak the same.
     *
     * @param hosts asked for each connection that comes, on an I/O thread; must not wait
     */
    public int start(ListenerSpec spec, Supplier<Host> hosts) throws IOException {
        MinaListener listener =
                new MinaListener(spec, threads, processors, new SessionHandler(spec, hosts, house, sessions));
        int port;
        try {
            port = listener.bind();
        } catch (IOException | RuntimeException e) {
            listener.dispose();
            throw e;
        }
        listeners.add(listener);
        LOG.atInfo()
                .addKeyValue("listener", spec.name())
                .addKeyValue("protocol", spec.protocol())
                .addKeyValue("address", spec.address().getHostString())
                .addKeyValue("port", port)
                .addKeyValue("tls", spec.implicitTls())
                .log("listening");
        return port;
    }

    /** Makes connections to other servers on the same I/O threads. */
    public Connector connector() {
        return connector;
    }

    /** Sessions of clients open now. */
    public int sessions() {
        return Math.max(0, sessions.count() - sessions.outgoing());
    }

    /** Connections of our own making, open or on their way. */
    public int outgoing() {
        return connector.open();
    }

    /** Octets held between sockets and sinks now. */
    public long heldOctets() {
        return house.held().octets();
    }

    /**
     * Ends the connections with this node on which nothing has come since then. Its machine may be dead: nobody closes them,
     * and what they hold, a maildrop for example, is free again.
     *
     * @param sinceNanos by {@link System#nanoTime}
     * @return how many there were
     */
    public int endUnheard(NodeName node, long sinceNanos) {
        return sessions.endUnheard(Optional.of(node), sinceNanos);
    }

    /** The same for connections of clients that one half of our pair passes on to the other, here or there. */
    public int endUnheardRelays(long sinceNanos) {
        return sessions.endUnheard(Optional.empty(), sinceNanos);
    }

    /**
     * Accepts no more connections, lets each session finish what it is doing and say good-bye, and cuts off the rest.
     *
     * @return whether all sessions ended by themselves within the time
     */
    public boolean drain(Duration limit) throws InterruptedException {
        listeners.forEach(MinaListener::unbind);
        sessions.drain();
        boolean all = sessions.awaitNone(limit.toNanos());
        if (!all) {
            LOG.atWarn().addKeyValue("sessions", sessions.count()).log("sessions cut off: drain limit reached");
            sessions.cutAll();
            sessions.awaitNone(CUT_TIME.toNanos());
        }
        return all;
    }

    /** Cuts off what is left and lets the threads go. */
    @Override
    public void close() {
        listeners.forEach(MinaListener::unbind);
        sessions.cutAll();
        try {
            sessions.awaitNone(CUT_TIME.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.forEach(MinaListener::dispose);
        connector.close();
        processors.dispose();
        timer.shutdownNow();
        threads.shutdown();
    }

    private void repeat(Runnable task, Duration each) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("timer task failed");
            }
        };
        var unused = timer.scheduleWithFixedDelay(safe, each.toMillis(), each.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static java.util.concurrent.ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
