package org.mmsys.core.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificates of servers that we call, and tells at once of those it refuses: MINA would keep the failure to
 * itself until something else happens on the connection. Immutable.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    /** Accepts a chain by returning. */
    interface Check {
        void check(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException;
    }

    private final Check check;
    private final List<X509Certificate> issuers;
    private final Consumer<SSLEngine> refused;

    ServerTrust(Check check, List<X509Certificate> issuers, Consumer<SSLEngine> refused) {
        this.check = check;
        this.issuers = List.copyOf(issuers);
        this.refused = refused;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        boolean accepted = false;
        try {
            check.check(chain, type, engine);
            accepted = true;
        } finally {
            if (!accepted) {
                refused.accept(engine);
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only for engines");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only for engines");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers.toArray(new X509Certificate[0]);
    }
}
