package org.mmsys.client.core.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.Endpoint;

/** Judges the certificate of one connection, and remembers what was wrong with it. Owned by its wire. */
final class CertificateJudge extends X509ExtendedTrustManager {
    private final TrustStore store;
    private final Endpoint server;
    private @Nullable CertificateQuestion question;

    CertificateJudge(TrustStore store, Endpoint server) {
        this.store = store;
        this.server = server;
    }

    /** What is to be asked, if it was not good. */
    Optional<CertificateQuestion> question() {
        return Optional.ofNullable(question);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        String fingerprint = Fingerprint.of(chain[0]);
        Optional<String> pinned = store.pinOf(server);
        if (pinned.isPresent() ? pinned.get().equals(fingerprint) : store.trustedOnce(server, fingerprint)) {
            return;
        }
        if (store.trustedOnce(server, fingerprint)) {
            return;
        }
        if (pinned.isPresent()) {
            question = question(chain[0], pinned, List.of("it is not the certificate that was trusted until now"));
            throw new CertificateException("not the pinned certificate");
        }
        try {
            store.authorities().checkServerTrusted(chain, authType, socket);
        } catch (CertificateException why) {
            question = question(chain[0], Optional.empty(), reasons(chain[0], why));
            throw why;
        }
    }

    private static List<String> reasons(X509Certificate certificate, CertificateException why) {
        List<String> reasons = new ArrayList<>();
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            reasons.add("it was signed by itself: nobody else vouches for it");
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException outdated) {
            reasons.add("it is not valid today");
        }
        if (reasons.isEmpty()) {
            reasons.add(why.getMessage() == null ? "nothing vouches for it" : why.getMessage());
        }
        return reasons;
    }

    private CertificateQuestion question(X509Certificate leaf, Optional<String> pinned, List<String> reasons) {
        return new CertificateQuestion(
                server,
                leaf.getSubjectX500Principal().getName(),
                names(leaf),
                leaf.getIssuerX500Principal().getName(),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                Fingerprint.of(leaf),
                pinned,
                reasons);
    }

    private static List<String> names(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return names;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no connection to judge for");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no socket to judge for");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
