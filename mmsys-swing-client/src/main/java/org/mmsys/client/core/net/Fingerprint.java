package org.mmsys.client.core.net;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.StringJoiner;

/** Hashes of certificates. */
final class Fingerprint {
    private Fingerprint() {}

    /** SHA-256 in hex, with colons. */
    static String of(X509Certificate certificate) {
        StringJoiner hex = new StringJoiner(":");
        for (byte b : digest("SHA-256", certificate)) {
            hex.add(String.format(Locale.ROOT, "%02X", b));
        }
        return hex.toString();
    }

    /** Channel binding {@code tls-server-end-point}, in base64 (RFC 5929 §4.1). */
    static String endPoint(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash = signature.contains("SHA384") ? "SHA-384" : signature.contains("SHA512") ? "SHA-512" : "SHA-256";
        return Base64.getEncoder().encodeToString(digest(hash, certificate));
    }

    private static byte[] digest(String algorithm, X509Certificate certificate) {
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
