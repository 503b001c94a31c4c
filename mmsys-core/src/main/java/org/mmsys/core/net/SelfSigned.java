package org.mmsys.core.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** Makes a certificate of our own, so that TLS works from the first start. */
final class SelfSigned {
    private SelfSigned() {}

    /** Writes a new ECDSA P-256 pair; the key is readable by its owner only. Nothing half is left under these names. */
    static void write(Path certificate, Path key, String hostname) throws IOException, GeneralSecurityException {
        CertificateMaker maker = new CertificateMaker();
        KeyPair pair = maker.newKeys();
        X500Name name = CertificateMaker.commonName(hostname.length() > 64 ? "localhost" : hostname);
        Instant now = Instant.now();
        GeneralName[] names = {
            new GeneralName(GeneralName.dNSName, hostname),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        };
        X509v3CertificateBuilder builder =
                maker.begin(name, name, pair, now.minus(Duration.ofDays(1)), now.plus(CertificateMaker.VALID));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        Files.createDirectories(certificate.getParent());
        CertificateMaker.place(key, CertificateMaker.pem(pair.getPrivate()));
        CertificateMaker.place(certificate, CertificateMaker.pem(CertificateMaker.sign(builder, pair.getPrivate())));
    }
}
