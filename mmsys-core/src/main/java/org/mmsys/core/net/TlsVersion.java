package org.mmsys.core.net;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.apache.mina.filter.ssl.SslFilter;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.session.Input.Tls;

/**
 * TLS with one certificate: one filter for all sessions, TLS 1.2 and 1.3 only, forward secrecy and AEAD only (RFC 9325).
 *
 * <p>A node of a system wants certificates of clients and takes whatever they show: only those of its own authority say
 * something, see {@link Tls#node}.
 *
 * @param serverEndPoint channel binding {@code tls-server-end-point} in base64 (RFC 5929 §4.1)
 */
record TlsVersion(
        SslFilter filter,
        SSLContext context,
        X509Certificate certificate,
        String serverEndPoint,
        Optional<NodeIdentity> identity)
        implements Handshake {
    private static final int SESSIONS_MAX = 2_000;
    private static final int SESSION_SECONDS = 3600;
    /** Clients show no certificates; spares loading the system's store. */
    private static final TrustManager[] NO_TRUST = {};

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static TlsVersion of(PemPair pair, Optional<NodeIdentity> identity) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = {new ServerKeyManager(Optional.of(pair), identity.map(NodeIdentity::pair))};
        TrustManager[] trust = identity.map(own -> new TrustManager[] {new AnyCertificate(own.authorities())})
                .orElse(NO_TRUST);
        context.init(keys, trust, new SecureRandom());
        SSLSessionContext cache = context.getServerSessionContext();
        cache.setSessionCacheSize(SESSIONS_MAX);
        cache.setSessionTimeout(SESSION_SECONDS);
        X509Certificate leaf = pair.chain().get(0);
        SslFilter filter = filter(context);
        filter.setWantClientAuth(identity.isPresent());
        return new TlsVersion(filter, context, leaf, serverEndPoint(leaf), identity);
    }

    @Override
    public Tls state(SSLSession session) {
        return new Tls(
                session.getProtocol(),
                session.getCipherSuite(),
                identity.isPresent() ? shownEndPoint(session) : serverEndPoint,
                identity.flatMap(own -> own.nodeOf(session)).map(NodeName::toString));
    }

    /** The binding of the certificate that was shown: a node that asked for ours got another one than clients do. */
    private String shownEndPoint(SSLSession session) {
        Certificate[] shown = session.getLocalCertificates();
        if (shown == null || shown.length == 0 || shown[0].equals(certificate)) {
            return serverEndPoint;
        }
        try {
            return serverEndPoint((X509Certificate) shown[0]);
        } catch (GeneralSecurityException unknownHash) {
            return "";
        }
    }

    private static SslFilter filter(SSLContext context) {
        SslFilter filter = new TlsFilter(context);
        Set<String> known =
                Set.copyOf(Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
        filter.setEnabledProtocols("TLSv1.3", "TLSv1.2");
        filter.setEnabledCipherSuites(CIPHERS.stream().filter(known::contains).toArray(String[]::new));
        return filter;
    }

    /** The hash of the certificate by its own signature's hash; SHA-256 in place of MD5 and SHA-1. */
    static String serverEndPoint(X509Certificate certificate) throws GeneralSecurityException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash =
                signature.startsWith("SHA384") ? "SHA-384" : signature.startsWith("SHA512") ? "SHA-512" : "SHA-256";
        byte[] digest = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        return Base64.getEncoder().encodeToString(digest);
    }
}
