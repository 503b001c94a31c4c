package org.mmsys.server.ctl;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.mmsys.core.route.NodeName;

/** The authority of one system: a key that issues the certificates by which its nodes know each other (rules of the system, ADR 8). */
final class SystemAuthority {
    private static final Duration VALID = Duration.ofDays(3650);

    private final SecureRandom random;
    private final PrivateKey key;
    private final X509CertificateHolder certificate;

    private SystemAuthority(SecureRandom random, PrivateKey key, X509CertificateHolder certificate) {
        this.random = random;
        this.key = key;
        this.certificate = certificate;
    }

    /** A certificate and its key, in PEM. */
    record Issued(byte[] certificate, byte[] key) {}

    /** A new authority. */
    static SystemAuthority create(SecureRandom random) throws IOException, GeneralSecurityException {
        KeyPair pair = newPair(random);
        X500Name name = name("MMSys system " + Long.toHexString(random.nextLong()));
        JcaX509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), random);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return new SystemAuthority(random, pair.getPrivate(), signed(builder, pair.getPrivate()));
    }

    /** The authority that was made before. */
    static SystemAuthority load(Path certificate, Path key, SecureRandom random) throws IOException {
        Object read = pemObject(certificate);
        Object readKey = pemObject(key);
        if (read instanceof X509CertificateHolder holder && readKey instanceof PrivateKeyInfo info) {
            return new SystemAuthority(random, new JcaPEMKeyConverter().getPrivateKey(info), holder);
        }
        throw new IOException(certificate + " and " + key + " are not a certificate and its key in PEM");
    }

    /** A certificate for a node: it is a server to some and a client to others. */
    Issued issue(NodeName node) throws IOException, GeneralSecurityException {
        KeyPair pair = newPair(random);
        JcaX509v3CertificateBuilder builder =
                builder(certificate.getSubject(), name(node.toString()), pair.getPublic(), random);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        KeyPurposeId[] both = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
        return new Issued(pem(signed(builder, key)), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
    }

    /** Its own certificate and key, in PEM. */
    Issued own() throws IOException {
        return new Issued(pem(certificate), pem(new JcaPKCS8Generator(key, null)));
    }

    private static KeyPair newPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey subjectKey, SecureRandom random) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, random).setBit(120),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(VALID)),
                subject,
                subjectKey);
    }

    private static X509CertificateHolder signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
            throws GeneralSecurityException {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by));
        } catch (OperatorCreationException unable) {
            throw new GeneralSecurityException(unable);
        }
    }

    private static Object pemObject(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)))) {
            Object object = parser.readObject();
            if (object == null) {
                throw new IOException(file + " holds no PEM");
            }
            return object;
        }
    }

    private static byte[] pem(Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
