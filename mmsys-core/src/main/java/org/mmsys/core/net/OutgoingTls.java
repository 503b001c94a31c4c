package org.mmsys.core.net;

import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Dial.Security;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.session.Input.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client's side of TLS for each kind of security. Thread-safe. */
final class OutgoingTls {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingTls.class);
    private static final int SESSIONS_MAX = 2_000;
    private static final int SESSION_SECONDS = 3600;

    private final Optional<NodeIdentity> identity;
    private final Supplier<TrustManager @Nullable []> authorities;
    /** Whom to hang up on when a certificate is refused; weak both ways, as each knows the other. */
    private final Map<SSLEngine, WeakReference<IoSession>> handshakes =
            Collections.synchronizedMap(new WeakHashMap<>());

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
            ready = context(keys, trust(this::checkNode, own.authorities()));
            nodes = ready;
        }
        return ready;
    }

    private synchronized SSLContext verifying() throws GeneralSecurityException {
        SSLContext ready = verifying;
        if (ready == null) {
            X509ExtendedTrustManager judge = judge(authorities.get());
            ready = context(new KeyManager[0], trust(judge::checkServerTrusted, List.of()));
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

    private TrustManager[] trust(ServerTrust.Check check, List<X509Certificate> issuers) {
        return new TrustManager[] {new ServerTrust(check, issuers, this::hangUp)};
    }

    /**
     * The server that was called: a node of the system's authority, and of that server. Either half will do, since the one
     * that does not serve passes connections on to the other, unseen.
     */
    private void checkNode(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        Optional<NodeName> found = identity.flatMap(own -> own.nodeOf(chain));
        Optional<NodeName> called = NodeName.parse(engine.getPeerHost());
        boolean same = found.filter(node -> node.half() != NodeName.Half.WITNESS)
                .map(NodeName::server)
                .equals(called.map(NodeName::server));
        if (called.isEmpty() || !same) {
            String shown = found.map(NodeName::toString).orElse("a stranger's certificate");
            LOG.atWarn()
                    .addKeyValue("node", engine.getPeerHost())
                    .addKeyValue("shown", shown)
                    .log("a node shows another's certificate");
            throw new CertificateException("called " + engine.getPeerHost() + " and met " + shown);
        }
    }

    private void hangUp(SSLEngine engine) {
        WeakReference<IoSession> session = handshakes.remove(engine);
        IoSession present = session == null ? null : session.get();
        if (present != null) {
            present.closeNow();
        }
    }

    private static X509ExtendedTrustManager judge(TrustManager @Nullable [] given) throws GeneralSecurityException {
        TrustManager[] all = given;
        if (all == null) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            all = factory.getTrustManagers();
        }
        for (TrustManager each : all) {
            if (each instanceof X509ExtendedTrustManager judge) {
                return judge;
            }
        }
        throw new GeneralSecurityException("no authorities");
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, new SecureRandom());
        context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    /** One for each connection: it knows whom it expects. */
    private final class ClientFilter extends TlsFilter {
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
            handshakes.put(engine, new WeakReference<>(session));
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
