package org.mmsys.core.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mmsys.core.route.NodeName;

/** Trusts certain nodes of the system and nobody else, whichever end called. Immutable. */
final class NodeTrust extends X509ExtendedTrustManager {
    private final NodeIdentity own;
    private final Predicate<NodeName> accepted;

    NodeTrust(NodeIdentity own, Predicate<NodeName> accepted) {
        this.own = own;
        this.accepted = accepted;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (own.nodeOf(chain).filter(accepted).isEmpty()) {
            String shown = own.nodeOf(chain).map(NodeName::toString).orElse("a stranger");
            throw new CertificateException("the certificate is that of " + shown);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return own.authorities().toArray(new X509Certificate[0]);
    }
}
