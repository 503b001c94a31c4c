package org.mmsys.core.net;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every certificate pass: whose it is, is judged after the handshake, or does not matter.
 *
 * <p>Of clients only certificates of the given authorities are asked for, so that one with certificates for elsewhere
 * does not trouble its user. Immutable.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    private final List<X509Certificate> wanted;

    AnyCertificate(List<X509Certificate> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        // judged later
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        // judged later
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        // judged later
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        // any will do
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        // any will do
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        // any will do
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return wanted.toArray(new X509Certificate[0]);
    }
}
