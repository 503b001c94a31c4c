package org.mmsys.core.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts only the node that was called: its certificate is of the system's authority and bears exactly its name.
 *
 * <p>The name is the peer host of the engine, which also keeps sessions of different nodes apart when they are resumed.
 * Immutable.
 */
final class NodeTrust extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTrust.class);

    private final NodeIdentity identity;

    NodeTrust(NodeIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        Optional<NodeName> found = identity.nodeOf(chain);
        if (found.isEmpty() || !found.get().toString().equals(engine.getPeerHost())) {
            String shown = found.map(NodeName::toString).orElse("a stranger's certificate");
            LOG.atWarn()
                    .addKeyValue("node", engine.getPeerHost())
                    .addKeyValue("shown", shown)
                    .log("a node shows another's certificate");
            throw new CertificateException("called " + engine.getPeerHost() + " and met " + shown);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no name to compare with");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no name to compare with");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only for calling");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only for calling");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("only for calling");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return identity.authorities().toArray(new X509Certificate[0]);
    }
}
