package org.mmsys.core.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;

/**
 * The certificates of a system's nodes, issued by its own authority (rules 23).
 *
 * <p>In the directory stands, for each node, {@code SERVER-HALF/} with ca.pem, node.pem, node.key and, for the halves of a
 * pair, pair.key: what the node gets as its {@code cluster.dir}. {@code ca/} holds what no node needs: the authority's key
 * and the keys of the pairs. All of it is readable by its owner only. For one process at a time.
 */
public final class ClusterFiles {
    static final String AUTHORITY = "ca.pem";
    static final String CERTIFICATE = "node.pem";
    static final String KEY = "node.key";
    static final String PAIR_KEY = "pair.key";
    static final int PAIR_KEY_OCTETS = 32;
    private static final String AUTHORITY_KEY = "ca.key";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final InstantSource clock;
    private final Duration valid;
    private final CertificateMaker maker = new CertificateMaker();

    /** Files below the directory, which is made when it is missing. */
    public ClusterFiles(Path directory, InstantSource clock) {
        this(directory, clock, CertificateMaker.VALID);
    }

    /** Certificates that are valid so long from the clock's time on. */
    ClusterFiles(Path directory, InstantSource clock, Duration valid) {
        this.directory = directory;
        this.clock = clock;
        this.valid = valid;
    }

    /** Where the files of a node stand. */
    public Path of(NodeName node) {
        return directory.resolve(node.toString().replace('/', '-'));
    }

    /**
     * Makes what is missing: the authority and the nodes that have no directory yet. What is there is never changed.
     *
     * @return the nodes made now
     * @throws GeneralSecurityException when the authority's files cannot be used; the message says why
     */
    public List<NodeName> write(Collection<NodeName> nodes) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory, OWNER_ONLY);
        Path home = directory.resolve("ca");
        if (!Files.exists(home)) {
            placeWhole(home, this::writeAuthority);
        }
        byte[] certificate = Files.readAllBytes(home.resolve(AUTHORITY));
        PemPair authority = PemPair.parse(certificate, Files.readAllBytes(home.resolve(AUTHORITY_KEY)));
        List<NodeName> made = new ArrayList<>();
        for (NodeName node : nodes) {
            if (!Files.exists(of(node))) {
                byte[] pairKey = node.half() == Half.WITNESS ? new byte[0] : pairKey(home, node.server());
                placeWhole(of(node), fresh -> {
                    CertificateMaker.place(fresh.resolve(AUTHORITY), certificate);
                    writeNode(fresh, node, authority);
                    if (pairKey.length > 0) {
                        CertificateMaker.place(fresh.resolve(PAIR_KEY), pairKey);
                    }
                });
                made.add(node);
            }
        }
        return made;
    }

    private byte[] pairKey(Path home, String server) throws IOException {
        Path kept = home.resolve(server + "-" + PAIR_KEY);
        if (!Files.exists(kept)) {
            CertificateMaker.place(kept, maker.newSecret(PAIR_KEY_OCTETS));
        }
        return Files.readAllBytes(kept);
    }

    private void writeAuthority(Path into) throws IOException, GeneralSecurityException {
        KeyPair keys = maker.newKeys();
        X500Name name = CertificateMaker.commonName("MMSys cluster authority");
        X509v3CertificateBuilder builder = begin(name, name, keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        CertificateMaker.place(into.resolve(AUTHORITY_KEY), CertificateMaker.pem(keys.getPrivate()));
        CertificateMaker.place(
                into.resolve(AUTHORITY), CertificateMaker.pem(CertificateMaker.sign(builder, keys.getPrivate())));
    }

    private void writeNode(Path into, NodeName node, PemPair authority) throws IOException, GeneralSecurityException {
        KeyPair keys = maker.newKeys();
        X500Name issuer = X500Name.getInstance(
                authority.chain().get(0).getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = begin(issuer, CertificateMaker.commonName(node.toString()), keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        CertificateMaker.place(into.resolve(KEY), CertificateMaker.pem(keys.getPrivate()));
        CertificateMaker.place(
                into.resolve(CERTIFICATE), CertificateMaker.pem(CertificateMaker.sign(builder, authority.key())));
    }

    private X509v3CertificateBuilder begin(X500Name issuer, X500Name subject, KeyPair keys) {
        Instant now = clock.instant();
        return maker.begin(issuer, subject, keys, now.minus(Duration.ofDays(1)), now.plus(valid));
    }

    /** A directory is there with everything or not at all. */
    private static void placeWhole(Path target, Filling filling) throws IOException, GeneralSecurityException {
        Path fresh = target.resolveSibling("." + target.getFileName() + ".new");
        if (Files.exists(fresh)) {
            PathUtils.deleteDirectory(fresh);
        }
        Files.createDirectory(fresh, OWNER_ONLY);
        filling.fill(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private interface Filling {
        void fill(Path fresh) throws IOException, GeneralSecurityException;
    }
}
