package org.mmsys.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.mmsys.core.route.NodeName;

/** The directory that makes a node part of a system: what must be in it, and what is wrong with one. */
public final class ClusterDirectory {
    /** The certificate of the system's own authority. */
    public static final String CA = "ca.pem";
    /** The node's certificate; its common name is the name of the node. */
    public static final String CERTIFICATE = "node.pem";
    /** The key of the certificate; for the owner only. */
    public static final String KEY = "node.key";
    /** What the two halves of one server share: 32 octets; for the owner only. */
    public static final String PAIR_KEY = "pair.key";
    /** What all servers share: 32 octets, under which salts for unknown names are made; for the owner only. */
    public static final String SYSTEM_KEY = "system.key";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private ClusterDirectory() {}

    /**
     * Refuses a directory that does not make this node part of a system. Reads the disk; connects to nobody.
     *
     * @throws StartFailure exit 2 when a file is missing, cannot be read or may be read by others; exit 1 when the
     *     certificate is another node's
     */
    static void check(Path directory, NodeName self) throws StartFailure {
        List<String> missing = new ArrayList<>();
        for (String file : List.of(CA, CERTIFICATE, KEY, PAIR_KEY, SYSTEM_KEY)) {
            if (!Files.isReadable(directory.resolve(file))) {
                missing.add(file);
            }
        }
        if (!missing.isEmpty()) {
            throw new StartFailure(
                    ExitCode.RESOURCE,
                    "cluster.dir " + directory + " lacks " + String.join(", ", missing)
                            + "; mmsysctl cluster init makes one such directory for each node");
        }
        try {
            for (String secret : List.of(KEY, PAIR_KEY, SYSTEM_KEY)) {
                ownerOnly(directory.resolve(secret));
            }
            String name = commonName(directory.resolve(CERTIFICATE)).orElse("nobody");
            if (!name.equals(self.toString())) {
                throw new StartFailure(
                        ExitCode.CONFIGURATION,
                        "cluster.dir " + directory + " holds the certificate of " + name + ", but this node is " + self
                                + ": give it its own directory, or change --server and --role");
            }
        } catch (IOException | CertificateException unusable) {
            throw new StartFailure(
                    ExitCode.RESOURCE, "cluster.dir " + directory + ": " + unusable.getMessage(), unusable);
        }
    }

    /** The common name in a certificate. */
    static Optional<String> commonName(Path certificate) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate read =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new LdapName(read.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst();
        } catch (InvalidNameException strange) {
            throw new CertificateException(certificate + ": " + strange.getMessage(), strange);
        }
    }

    private static void ownerOnly(Path file) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(granted)) {
            throw new IOException(
                    file + " may be used by others (" + PosixFilePermissions.toString(granted) + "); chmod 600 it");
        }
    }
}
