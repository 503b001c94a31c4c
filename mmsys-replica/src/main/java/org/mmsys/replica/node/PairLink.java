package org.mmsys.replica.node;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.mmsys.replica.pair.Half;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and keeps the one connection to the other half, and the calls beside it.
 *
 * <p>The configured primary dials, always. The other one only asks, while there is no connection, whether anybody listens
 * there: if that is refused, the process is dead.
 */
final class PairLink implements LinkListener.Callers, BulkService.Caller, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PairLink.class);
    private static final long REDIAL = 50;
    private static final long ASK_AGAIN = 10;
    private static final long REDIAL_MAX = 1000;
    /** A connection that has lasted so long is no sign that they are made in vain. */
    private static final long STOOD_NANOS = 500_000_000L;

    /** More than copies and repairs take: a question about the vote must never wait for them. */
    private static final int BULK_MAX = 8;

    private static final int BULK_MILLIS = 30_000;
    private static final int BUFFER = 64 * 1024;

    private final Half self;
    private final Supplier<InetSocketAddress> partnerAt;
    private final PairTls tls;
    private final Optional<BulkService> bulk;
    private final LinkDesk desk;
    private final InstantSource clock;
    private final Semaphore bulkCalls = new Semaphore(BULK_MAX);
    private final Set<PairTls.Secured> calls = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private int connections;
    private volatile boolean closed;
    private Thread dialler = Threads.daemon("pair-dial", () -> {});

    PairLink(PairParts parts, PairTls tls, LinkDesk desk, InstantSource clock) {
        this.self = parts.options().self();
        this.partnerAt = parts.partnerAt();
        this.tls = tls;
        this.bulk = parts.bulk();
        this.desk = desk;
        this.clock = clock;
    }

    void start() {
        dialler = Threads.daemon("pair-dial", this::dial);
        dialler.start();
    }

    private void dial() {
        long first = self == Half.A ? REDIAL : ASK_AGAIN;
        long pause = first;
        try {
            while (!closed) {
                boolean waited = awaitUnconnected();
                long begun = System.nanoTime();
                boolean stood = (self == Half.A ? stayInCall() : ask()) && System.nanoTime() - begun > STOOD_NANOS;
                if (stood) {
                    pause = first; // and at once: is the other half dead?
                } else {
                    pause = waited ? first : pause;
                    pause(pause);
                    pause = Math.min(pause * 2, REDIAL_MAX);
                }
            }
        } catch (InterruptedException closing) {
            log.atDebug().log("dials no more");
        }
    }

    /** Whether there was a connection. */
    private boolean awaitUnconnected() throws InterruptedException {
        synchronized (lock) {
            boolean was = connections > 0;
            while (connections > 0 && !closed) {
                lock.wait();
            }
            return was;
        }
    }

    private void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        synchronized (lock) {
            for (long left = millis; connections == 0 && !closed && left > 0; ) {
                lock.wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        }
    }

    /** Calls the other half, and stays in the call; whether there was one. */
    private boolean stayInCall() throws InterruptedException {
        try {
            PairTls.Secured socket = open(FrameType.OPEN_LINK);
            attend(socket);
            return true;
        } catch (ConnectException refused) {
            log.atDebug().setCause(refused).log("nobody listens at the other half");
            desk.unreachable(true);
        } catch (IOException failed) {
            log.atDebug().setCause(failed).log("the other half is not reached");
            desk.unreachable(false);
        }
        return false;
    }

    private PairTls.Secured open(FrameType purpose) throws IOException {
        PairTls.Secured socket = tls.connect(partnerAt.get());
        boolean done = false;
        try {
            Frame.empty(purpose).write(socket.out());
            if (Frame.read(socket.in()).type() != FrameType.OPENED) {
                throw new FrameFault("not opened");
            }
            done = true;
            return socket;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    /** Whether anybody listens there; if so he will call. Always false: nothing stands by it. */
    private boolean ask() {
        try (Socket probe = new Socket()) {
            probe.connect(partnerAt.get(), PairTls.CONNECT_MILLIS);
        } catch (ConnectException refused) {
            log.atDebug().setCause(refused).log("nobody listens at the other half");
            desk.unreachable(true);
        } catch (IOException failed) {
            log.atDebug().setCause(failed).log("the other half is not reached");
        }
        return false;
    }

    @Override
    public void link(PairTls.Secured socket) throws IOException, InterruptedException {
        if (self == Half.A) {
            throw new FrameFault("this half dials");
        }
        Frame.empty(FrameType.OPENED).write(socket.out());
        attend(socket);
    }

    /** Reads until the connection ends. */
    private void attend(PairTls.Secured socket) throws IOException, InterruptedException {
        LinkConnection connection = new LinkConnection(socket, clock.instant());
        connection.startWriting();
        count(1);
        try {
            if (closed) {
                return;
            }
            desk.up(connection);
            connection.readAll(desk::read);
        } finally {
            connection.close();
            count(-1);
            desk.down(connection);
        }
    }

    private void count(int more) {
        synchronized (lock) {
            connections += more;
            lock.notifyAll();
        }
    }

    @Override
    public void bulk(PairTls.Secured socket) throws IOException {
        if (bulk.isEmpty() || !bulkCalls.tryAcquire()) {
            throw new FrameFault("no call beside the link possible now");
        }
        calls.add(socket);
        try {
            socket.plain().setSoTimeout(BULK_MILLIS);
            Frame.empty(FrameType.OPENED).write(socket.out());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.out(), BUFFER));
            bulk.get().serve(socket.in(), out);
            out.flush();
        } finally {
            calls.remove(socket);
            bulkCalls.release();
        }
    }

    @Override
    public BulkService.Call call() throws IOException {
        PairTls.Secured socket = open(FrameType.OPEN_BULK);
        socket.plain().setSoTimeout(BULK_MILLIS);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.out(), BUFFER));
        return new BulkService.Call() {
            @Override
            public DataInputStream in() {
                return socket.in();
            }

            @Override
            public DataOutputStream out() {
                return out;
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        dialler.interrupt();
        calls.forEach(PairTls.Secured::close);
        synchronized (lock) {
            lock.notifyAll();
        }
    }
}
