package org.mmsys.core.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A certificate chain, the server's own first, and the private key that belongs to it.
 *
 * <p>Keys may be PKCS#8, PKCS#1 or SEC 1, not encrypted.
 */
record PemPair(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = "does the key fit the certificate?".getBytes(StandardCharsets.US_ASCII);

    PemPair {
        chain = List.copyOf(chain);
    }

    /** Reads both texts. What is wrong with them is in the exception's message. */
    static PemPair parse(byte[] certificates, byte[] key) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = factory.generateCertificates(new ByteArrayInputStream(certificates)).stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate in the certificate file");
        }
        PemPair pair = new PemPair(chain, key(new String(key, StandardCharsets.ISO_8859_1), chain.get(0)));
        pair.check();
        return pair;
    }

    private static PrivateKey key(String text, X509Certificate leaf) throws IOException, GeneralSecurityException {
        Matcher pkcs8 = PKCS8.matcher(text);
        if (pkcs8.find()) {
            try { // the common case does without loading a large library
                byte[] encoded = Base64.getMimeDecoder().decode(pkcs8.group(1));
                return KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (IllegalArgumentException | InvalidKeySpecException e) {
                return parsed(text);
            }
        }
        return parsed(text);
    }

    private static PrivateKey parsed(String text) throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair both) {
                    return new JcaPEMKeyConverter().getPrivateKey(both.getPrivateKeyInfo());
                }
                if (each instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        } catch (PEMException | RuntimeException e) { // the parser throws both for damaged files
            throw new GeneralSecurityException("the key file is damaged", e);
        }
        throw new GeneralSecurityException("no unencrypted private key in the key file");
    }

    private void check() throws GeneralSecurityException {
        String algorithm = algorithm(key.getAlgorithm());
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(PROBE);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(chain.get(0).getPublicKey());
        verifying.update(PROBE);
        if (!verifying.verify(signature)) {
            throw new GeneralSecurityException("the key does not belong to the first certificate of the file");
        }
    }

    private static String algorithm(String key) throws GeneralSecurityException {
        return switch (key.toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "ED25519", "EDDSA" -> "EdDSA";
            default -> throw new GeneralSecurityException("keys of type " + key + " are not supported");
        };
    }
}
