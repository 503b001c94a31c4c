package org.mmsys.core.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket as a session driver sees it.
 *
 * <p>All methods but {@link #post} and {@link #closeNow} are for the session's I/O thread.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final String TLS = "tls";

    private final IoSession session;
    private final WakingProcessor processor;
    private @Nullable Handshake tls;

    Connection(IoSession session) {
        this.session = session;
        this.processor = WakingProcessor.of(session);
    }

    /** Runs the task on this connection's I/O thread; also after it was closed. Any thread. */
    void post(Runnable task) {
        processor.execute(task);
    }

    boolean onIoThread() {
        return processor.onIoThread();
    }

    Workbench workbench() {
        return processor.workbench();
    }

    /** The address the client connected to; empty if the socket is closed already. */
    String localAddress() {
        return session.getLocalAddress() instanceof InetSocketAddress local
                ? local.getAddress().getHostAddress()
                : "";
    }

    /** Octets that have been handed to the kernel. */
    long writtenOctets() {
        return session.getWrittenBytes();
    }

    long readOctets() {
        return session.getReadBytes();
    }

    void write(ByteBuffer octets) {
        session.write(IoBuffer.wrap(octets));
    }

    /** Stops or resumes reading; what the TLS filter holds already may still arrive. */
    void pauseReading(boolean pause) {
        if (pause != session.isReadSuspended()) {
            if (pause) {
                session.suspendRead();
            } else {
                session.resumeRead();
            }
        }
    }

    /** Everything read from now on is TLS; what was written before is not. The handshake starts by itself. */
    void startTls(Handshake handshake) {
        tls = handshake;
        session.getFilterChain().addFirst(TLS, handshake.filter());
    }

    /** The same; those octets, which were read already, are the first of the handshake. */
    void startTls(Handshake handshake, ByteBuffer octets) {
        startTls(handshake);
        if (octets.hasRemaining()) {
            session.getFilterChain().fireMessageReceived(IoBuffer.wrap(octets));
        }
    }

    /**
     * Brings out what the TLS filter has decrypted and kept: octets that follow a handshake at once are decrypted by its
     * own threads, and it hands them on only with the next ones that arrive.
     */
    void nudgeTls() {
        IoFilterChain.Entry tlsEntry = session.getFilterChain().getEntry(TLS);
        if (tlsEntry == null || !session.isConnected()) {
            return;
        }
        try {
            tlsEntry.getFilter().messageReceived(tlsEntry.getNextFilter(), session, IoBuffer.allocate(0));
        } catch (IllegalStateException ended) {
            LOG.atTrace().log("the peer has ended TLS already"); // what it said before has come out
        } catch (Exception e) {
            session.getFilterChain().fireExceptionCaught(e);
        }
    }

    boolean isTls() {
        return session.getFilterChain().contains(TLS);
    }

    /** Tells the other end that nothing more will come; reading goes on. Without TLS only. */
    void endOutput() {
        processor.endOutput(session);
    }

    /** The client with this connection's TLS state; only after the handshake. */
    Client secured(Client plain) {
        SSLSession secured = (SSLSession) session.getAttribute(SslFilter.SSL_SECURED);
        Tls state = Objects.requireNonNull(tls).state(secured);
        return new Client(
                plain.sessionId(),
                plain.listener(),
                plain.address(),
                plain.port(),
                plain.localAddress(),
                Optional.of(state));
    }

    /** Says good-bye in TLS (close_notify); nothing can be written or read after it. */
    void endTls() {
        if (!session.isConnected() || !session.getFilterChain().contains(TLS)) {
            return;
        }
        try {
            session.getFilterChain().remove(TLS);
        } catch (RuntimeException e) { // the filter's trouble with a peer that has gone
            session.closeNow();
        }
    }

    void closeOnFlush() {
        session.closeOnFlush();
    }

    void closeNow() {
        session.closeNow();
    }
}
