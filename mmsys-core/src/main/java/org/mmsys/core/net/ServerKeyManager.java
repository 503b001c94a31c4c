package org.mmsys.core.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers the public certificate to whoever can use its type of key, and the node's own to those who ask for it by
 * {@link NodeIdentity#SERVER_NAME}. A node that calls another shows its own too.
 *
 * <p>In place of a key store, whose encryption of the key in memory takes a good part of the time a start may take. Immutable.
 */
final class ServerKeyManager extends X509ExtendedKeyManager {
    private static final String PUBLIC = "server";
    private static final String NODE = "node";

    private final Optional<PemPair> open;
    private final Optional<PemPair> node;

    ServerKeyManager(Optional<PemPair> open, Optional<PemPair> node) {
        this.open = open;
        this.node = node;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (node.isPresent() && engine != null && asksForNode(engine)) {
            return fits(node, type) ? NODE : null;
        }
        return fits(open, type) ? PUBLIC : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String type : types) {
            if (fits(node, type)) {
                return NODE;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(type, issuers, null);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(types, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return fits(open, type) ? new String[] {PUBLIC} : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return fits(node, type) ? new String[] {NODE} : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pair(alias).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pair(alias).key();
    }

    private PemPair pair(String alias) {
        return (alias.equals(NODE) ? node : open).orElseThrow();
    }

    private static boolean asksForNode(SSLEngine engine) {
        return engine.getHandshakeSession() instanceof ExtendedSSLSession session
                && session.getRequestedServerNames().stream()
                        .anyMatch(name -> name instanceof SNIHostName host
                                && host.getAsciiName().equalsIgnoreCase(NodeIdentity.SERVER_NAME));
    }

    private static boolean fits(Optional<PemPair> pair, String type) {
        return pair.isPresent()
                && pair.get().chain().get(0).getPublicKey().getAlgorithm().equalsIgnoreCase(type);
    }
}
