package org.mmsys.core.net;

import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Dial.Security;
import org.mmsys.wire.session.Input.Tls;

/** The client's side of TLS for each kind of security. Thread-safe. */
final class OutgoingTls {
    private static final int SESSIONS_MAX = 2_000;
    private static final int SESSION_SECONDS = 3600;

    private final Optional<NodeIdentity> identity;
    private final Supplier<TrustManager @Nullable []> authorities;
    private @Nullable SSLContext nodes;
    private @Nullable SSLContext verifying;
    private @Nullable SSLContext any;

    /** @param authorities whom {@code Verified} trusts; null stands for the authorities the Java runtime brings along */
    OutgoingTls(Optional<NodeIdentity> identity, Supplier<TrustManager @Nullable []> authorities) {
        this.identity = identity;
        this.authorities = authorities;
    }

    /**
     * The handshake for a connection.
     *
     * <p>Not for I/O threads: the first one of a kind may read the authorities' certificates from the disk.
     *
     * @throws GeneralSecurityException when it cannot be done, such as calling a node without being one
     */
    Handshake of(Security security) throws GeneralSecurityException {
        if (security instanceof Security.Node node) {
            return new Client(new ClientFilter(nodes(), node.name(), true, false));
        }
        if (security instanceof Security.Verified verified) {
            return new Client(new ClientFilter(verifying(), verified.host(), false, true));
        }
        Security.Opportunistic weak = (Security.Opportunistic) security;
        return new Client(new ClientFilter(any(), weak.host().orElse(""), false, false));
    }

    private synchronized SSLContext nodes() throws GeneralSecurityException {
        NodeIdentity own = identity.orElseThrow(() -> new GeneralSecurityException("no cluster.dir"));
        SSLContext ready = nodes;
        if (ready == null) {
            KeyManager[] keys = {new ServerKeyManager(Optional.empty(), Optional.of(own.pair()))};
            ready = context(keys, new TrustManager[] {new NodeTrust(own)});
            nodes = ready;
        }
        return ready;
    }

    private synchronized SSLContext verifying() throws GeneralSecurityException {
        SSLContext ready = verifying;
        if (ready == null) {
            ready = context(new KeyManager[0], authorities.get());
            verifying = ready;
        }
        return ready;
    }

    private synchronized SSLContext any() throws GeneralSecurityException {
        SSLContext ready = any;
        if (ready == null) {
            ready = context(new KeyManager[0], new TrustManager[] {new AnyCertificate(List.of())});
            any = ready;
        }
        return ready;
    }

    private static SSLContext context(KeyManager[] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, new SecureRandom());
        context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    /** One for each connection: it knows whom it expects. */
    private static final class ClientFilter extends SslFilter {
        private final String host;
        private final boolean node;
        private final boolean checked;

        ClientFilter(SSLContext context, String host, boolean node, boolean checked) {
            super(context);
            this.host = host;
            this.node = node;
            this.checked = checked;
        }

        @Override
        protected SSLEngine createEngine(IoSession session, @Nullable InetSocketAddress address) {
            int port = address == null ? 0 : address.getPort();
            SSLEngine engine = host.isEmpty() ? sslContext.createSSLEngine() : sslContext.createSSLEngine(host, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (node) {
                parameters.setServerNames(List.of(new SNIHostName(NodeIdentity.SERVER_NAME)));
            }
            if (checked) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            engine.setSSLParameters(parameters);
            return engine;
        }
    }

    private final class Client implements Handshake {
        private final ClientFilter filter;

        Client(ClientFilter filter) {
            this.filter = filter;
        }

        @Override
        public SslFilter filter() {
            return filter;
        }

        @Override
        public Tls state(SSLSession session) {
            Optional<String> node =
                    filter.node ? identity.flatMap(own -> own.nodeOf(session)).map(Object::toString) : Optional.empty();
            return new Tls(session.getProtocol(), session.getCipherSuite(), binding(session), node);
        }

        private String binding(SSLSession session) {
            try {
                Certificate[] shown = session.getPeerCertificates();
                return TlsVersion.serverEndPoint((X509Certificate) shown[0]);
            } catch (SSLPeerUnverifiedException showedNone) {
                return "";
            } catch (GeneralSecurityException unknownHash) {
                return "";
            }
        }
    }
}
