package org.mmsys.core.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.mmsys.core.route.NodeName;

/**
 * Who this node is among the nodes of its system: its certificate and key, the system's authority, the key of its pair.
 *
 * <p>Read once from {@code cluster.dir}, see {@link ClusterFiles}. Immutable.
 */
public final class NodeIdentity {
    /** The name by which nodes ask each other for their node certificates (SNI). */
    public static final String SERVER_NAME = "node.mmsys.internal";

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final PemPair pair;
    private final List<X509Certificate> authorities;
    private final NodeName name;
    private final byte[] pairKey;

    private NodeIdentity(PemPair pair, List<X509Certificate> authorities, byte[] pairKey)
            throws GeneralSecurityException {
        this.pair = pair;
        this.authorities = List.copyOf(authorities);
        this.pairKey = pairKey;
        verify(pair.chain());
        this.name = name(pair.chain().get(0))
                .orElseThrow(() -> new GeneralSecurityException("the common name is no node's name such as s1/primary: "
                        + pair.chain().get(0).getSubjectX500Principal()));
    }

    /**
     * Reads ca.pem, node.pem, node.key and, if it is there, pair.key.
     *
     * @throws IOException when a file is missing or cannot be read
     * @throws GeneralSecurityException when they do not fit each other or others can read the keys; the message says which
     */
    public static NodeIdentity load(Path directory) throws IOException, GeneralSecurityException {
        try {
            List<X509Certificate> authorities = certificates(directory.resolve(ClusterFiles.AUTHORITY));
            PemPair pair = PemPair.parse(
                    Files.readAllBytes(directory.resolve(ClusterFiles.CERTIFICATE)),
                    secret(directory.resolve(ClusterFiles.KEY)));
            Path pairKey = directory.resolve(ClusterFiles.PAIR_KEY);
            byte[] shared = Files.exists(pairKey) ? secret(pairKey) : new byte[0];
            if (shared.length != 0 && shared.length != ClusterFiles.PAIR_KEY_OCTETS) {
                throw new GeneralSecurityException(pairKey + " must hold 32 octets, not " + shared.length);
            }
            return new NodeIdentity(pair, authorities, shared);
        } catch (NoSuchFileException missing) {
            throw new FileSystemException(missing.getFile(), null, "missing in cluster.dir");
        } catch (GeneralSecurityException unusable) {
            throw new GeneralSecurityException("cluster.dir " + directory + ": " + unusable.getMessage(), unusable);
        }
    }

    /** This node's name, as its certificate says. */
    public NodeName name() {
        return name;
    }

    /** The key that both halves of the pair share, 32 octets; empty for a node that is no half of a pair. */
    public Optional<byte[]> pairKey() {
        return pairKey.length == 0 ? Optional.empty() : Optional.of(pairKey.clone());
    }

    /** The node at the other end, if the system's authority says so and its certificate is valid today. */
    public Optional<NodeName> nodeOf(SSLSession session) {
        try {
            return nodeOf(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException showedNone) {
            return Optional.empty();
        }
    }

    /** The node whose chain this is, its own certificate first; empty for strangers and expired certificates. */
    public Optional<NodeName> nodeOf(Certificate[] chain) {
        if (chain.length == 0 || !Arrays.stream(chain).allMatch(X509Certificate.class::isInstance)) {
            return Optional.empty();
        }
        List<X509Certificate> known =
                Arrays.stream(chain).map(X509Certificate.class::cast).toList();
        Optional<NodeName> claimed = name(known.get(0));
        if (claimed.isEmpty()) {
            return claimed;
        }
        try {
            verify(known);
            return claimed;
        } catch (GeneralSecurityException stranger) {
            return Optional.empty();
        }
    }

    /**
     * TLS between nodes alone: shows this node's certificate at either end, and trusts those nodes only that are accepted.
     *
     * <p>A server has to ask for the caller's certificate itself, and both ends to choose TLS 1.3.
     */
    public SSLContext context(Predicate<NodeName> accepted) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        KeyManager[] keys = {new ServerKeyManager(Optional.of(pair), Optional.of(pair))};
        context.init(keys, new TrustManager[] {new NodeTrust(this, accepted)}, new SecureRandom());
        return context;
    }

    /**
     * Which system this node belongs to: the same for all its nodes, another one for every other system.
     *
     * <p>Made of the certificate of its authority, the first if there are several.
     */
    public UUID system() {
        try {
            return UUID.nameUUIDFromBytes(authorities.get(0).getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read has no encoding", impossible);
        }
    }

    /** Shows this node's certificate at both ends of a connection, whoever asks. */
    public X509ExtendedKeyManager keyManager() {
        return new ServerKeyManager(Optional.of(pair), Optional.of(pair));
    }

    /** The certificates that this node takes as signatures of its system. */
    public List<X509Certificate> issuers() {
        return authorities;
    }

    PemPair pair() {
        return pair;
    }

    List<X509Certificate> authorities() {
        return authorities;
    }

    private void verify(List<X509Certificate> chain) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet()));
        parameters.setRevocationEnabled(false);
        List<X509Certificate> below = chain.stream()
                .filter(certificate -> !authorities.contains(certificate))
                .toList();
        if (below.isEmpty()) {
            throw new GeneralSecurityException("the certificate is the authority's own");
        }
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
    }

    private static Optional<NodeName> name(X509Certificate certificate) {
        try {
            List<Rdn> names = new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .toList();
            return names.size() == 1 && names.get(0).getValue() instanceof String text
                    ? NodeName.parse(text)
                    : Optional.empty();
        } catch (InvalidNameException strange) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> found =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (found.isEmpty()) {
            throw new GeneralSecurityException(file + " holds no certificate");
        }
        return found;
    }

    private static byte[] secret(Path file) throws IOException, GeneralSecurityException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new GeneralSecurityException(file + " can be read by others ("
                        + PosixFilePermissions.toString(permissions) + "); it must be rw-------");
            }
        }
        return Files.readAllBytes(file);
    }
}
