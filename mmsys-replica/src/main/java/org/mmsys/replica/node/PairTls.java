package org.mmsys.replica.node;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;

/**
 * Mutual TLS 1.3 between the two halves: whoever is not the partner, by the certificate, gets no further. Thread-safe.
 */
final class PairTls {
    static final int CONNECT_MILLIS = 500;
    static final int HANDSHAKE_MILLIS = 2000;
    private static final int BUFFER = 64 * 1024;
    private static final int SOCKET_BUFFER = 512 * 1024;
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final NodeIdentity identity;
    private final NodeName partner;
    private final SSLContext context;

    PairTls(NodeIdentity identity, NodeName partner) throws GeneralSecurityException {
        this.identity = identity;
        this.partner = partner;
        this.context = identity.context(partner::equals);
    }

    /**
     * A connection whose other end is the partner.
     *
     * @param plain closing it ends everything at once, whatever another thread does with the rest
     */
    record Secured(Socket plain, DataInputStream in, OutputStream out) {
        void close() {
            closeQuietly(plain);
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }

    /** Calls the partner; waits for half a second, then for the handshake. */
    Secured connect(InetSocketAddress address) throws IOException {
        Socket plain = new Socket();
        boolean done = false;
        try {
            prepare(plain);
            plain.connect(address, CONNECT_MILLIS);
            Secured secured = secure(plain, true);
            done = true;
            return secured;
        } finally {
            if (!done) {
                closeQuietly(plain);
            }
        }
    }

    /** Somebody has called: finds out whether it is the partner. The socket is closed if not. */
    Secured accept(Socket plain) throws IOException {
        boolean done = false;
        try {
            prepare(plain);
            Secured secured = secure(plain, false);
            done = true;
            return secured;
        } finally {
            if (!done) {
                closeQuietly(plain);
            }
        }
    }

    private static void prepare(Socket plain) throws IOException {
        plain.setTcpNoDelay(true);
        plain.setKeepAlive(true);
        plain.setSendBufferSize(SOCKET_BUFFER);
        plain.setSoTimeout(HANDSHAKE_MILLIS);
    }

    private Secured secure(Socket plain, boolean caller) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, partner.toString(), 0, true);
        tls.setUseClientMode(caller);
        tls.setEnabledProtocols(PROTOCOLS);
        if (!caller) {
            tls.setNeedClientAuth(true);
        }
        tls.startHandshake();
        if (identity.nodeOf(tls.getSession()).filter(partner::equals).isEmpty()) {
            throw new SSLPeerUnverifiedException("not " + partner);
        }
        return new Secured(
                plain,
                new DataInputStream(new BufferedInputStream(tls.getInputStream(), BUFFER)),
                tls.getOutputStream());
    }
}
