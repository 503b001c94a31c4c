package org.mmsys.replica.registry.ratis;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;

/**
 * Trusts certificates of the system's own authority only, and at the other end of a call only that of the node that was called.
 *
 * <p>Certificates of nodes carry the name of a node, not of a machine: the name is compared with the one in the address.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final NodeIdentity identity;

    PeerTrust(NodeIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        NodeName shown = node(chain);
        Optional<NodeName> called = Optional.ofNullable(engine.getPeerHost()).flatMap(PeerNames::ofHost);
        if (!called.equals(Optional.of(shown))) {
            throw new CertificateException("called " + engine.getPeerHost() + ", but it is " + shown);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        node(chain);
    }

    private NodeName node(X509Certificate[] chain) throws CertificateException {
        return identity.nodeOf(chain)
                .orElseThrow(() -> new CertificateException("not a certificate of a node of this system"));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return identity.issuers().toArray(X509Certificate[]::new);
    }

    /** Without the engine nobody knows who was called. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("called without an address");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("called without an address");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }
}
