package org.mmsys.replica.node;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.observe.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the other half connects to. Nobody else gets in: strangers are closed before anything they say is read.
 *
 * <p>Open from the start to the end of the process, since a refused connection means that this half is dead.
 */
final class LinkListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LinkListener.class);
    private static final int BACKLOG = 50;
    private static final long CLOSE_MILLIS = 1000;
    private static final int HANDSHAKES_MAX = 8;
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOG_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final PairTls tls;
    private final Callers callers;
    private final ServerSocket listener;
    private final Metrics.Counter strangers;
    /** Since when they are shaking hands. */
    private final Map<Socket, Long> unproven = new ConcurrentHashMap<>();

    private final Thread accepting = Threads.daemon("pair-accept", this::accept);
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_PAUSE);

    /** What becomes of those who have proven to be the partner; each on a thread of its own, until the call is over. */
    interface Callers {
        void link(PairTls.Secured socket) throws IOException, InterruptedException;

        void bulk(PairTls.Secured socket) throws IOException;
    }

    LinkListener(InetSocketAddress address, PairTls tls, Callers callers, Metrics metrics) throws IOException {
        this.tls = tls;
        this.callers = callers;
        this.strangers =
                metrics.counter("pair.strangers", "Connections to the pair's port by others than the partner.");
        this.listener = new ServerSocket();
        listener.setReuseAddress(true);
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException taken) {
            listener.close();
            throw new IOException("replica " + address + ": " + taken.getMessage(), taken);
        }
    }

    void start() {
        accepting.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (unproven.size() >= HANDSHAKES_MAX) {
                    PairTls.closeQuietly(socket);
                } else {
                    unproven.put(socket, System.nanoTime());
                    Threads.start("pair-call", () -> serve(socket));
                }
            } catch (SocketException closed) {
                log.atDebug().setCause(closed).log("listener ended");
            } catch (IOException failed) {
                log.atWarn().setCause(failed).log("a connection was not accepted");
            }
        }
    }

    /** Ends handshakes that take too long; called now and then. */
    void expire() {
        unproven.forEach((socket, since) -> {
            if (System.nanoTime() - since > HANDSHAKE_NANOS) {
                PairTls.closeQuietly(socket);
            }
        });
    }

    private void serve(Socket socket) {
        try {
            PairTls.Secured secured = tls.accept(socket);
            FrameType wanted = Frame.read(secured.in()).type();
            unproven.remove(socket);
            switch (wanted) {
                case OPEN_LINK -> callers.link(secured);
                case OPEN_BULK -> callers.bulk(secured);
                default -> throw new FrameFault("a connection that begins with " + wanted);
            }
        } catch (IOException ended) {
            ended(socket, ended);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            unproven.remove(socket);
            PairTls.closeQuietly(socket);
        }
    }

    private void ended(Socket socket, IOException why) {
        boolean asked = why instanceof EOFException || why.getCause() instanceof EOFException; // is anybody there?
        if (!unproven.containsKey(socket) || asked) {
            log.atDebug().setCause(why).log("call of the other half ended");
            return;
        }
        strangers.increment();
        long last = loggedAt.get();
        long now = System.nanoTime();
        boolean loud = now - last >= LOG_PAUSE && loggedAt.compareAndSet(last, now);
        (loud ? log.atWarn() : log.atDebug())
                .addKeyValue("ip", socket.getRemoteSocketAddress())
                .addKeyValue("why", why.getMessage())
                .log("stranger at the pair's port");
    }

    /** Connections are refused when it has returned. */
    @Override
    public void close() {
        try {
            listener.close();
            accepting.join(CLOSE_MILLIS);
        } catch (IOException gone) {
            log.atDebug().setCause(gone).log("listener ended");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        unproven.keySet().forEach(PairTls::closeQuietly);
    }
}
