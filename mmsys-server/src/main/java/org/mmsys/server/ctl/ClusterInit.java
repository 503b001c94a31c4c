package org.mmsys.server.ctl;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mmsys.core.route.NodeName;
import org.mmsys.server.ClusterDirectory;

/**
 * Makes what the nodes of a system know each other by: its own authority, and for each node a directory to be given to it as
 * {@code cluster.dir}.
 *
 * <pre>
 * DIR/ca.pem, DIR/ca.key, DIR/system.key, DIR/pairs/NAME.key     stay with the administrator
 * DIR/NAME-ROLE/{ca.pem,node.pem,node.key,pair.key,system.key}   goes to the node
 * </pre>
 *
 * <p>Done again it makes what is missing and changes nothing: that is how a node is added. A directory is complete or not
 * there.
 */
final class ClusterInit {
    private static final int KEY_OCTETS = 32;

    private final Path directory;
    private final SecureRandom random;

    ClusterInit(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /** The directory of a node below that of the system. */
    static String directoryName(NodeName node) {
        return node.server() + "-" + node.half().name().toLowerCase(Locale.ROOT);
    }

    /** Makes what is missing; the directories made, in the order of the nodes. */
    List<Path> make(List<NodeName> nodes) throws IOException, GeneralSecurityException {
        privateDirectory(directory);
        SystemAuthority authority = authority();
        List<Path> made = new ArrayList<>();
        for (NodeName node : nodes) {
            Path own = directory.resolve(directoryName(node));
            if (!Files.exists(own)) {
                made.add(node(authority, node, own));
            }
        }
        return made;
    }

    private SystemAuthority authority() throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve(ClusterDirectory.CA);
        Path key = directory.resolve("ca.key");
        if (Files.exists(certificate) && Files.exists(key)) {
            return SystemAuthority.load(certificate, key, random);
        }
        if (Files.exists(certificate) || Files.exists(key)) {
            throw new IOException(directory + " has only one of ca.pem and ca.key: put the other one back");
        }
        SystemAuthority fresh = SystemAuthority.create(random);
        SystemAuthority.Issued own = fresh.own();
        write(certificate, own.certificate());
        write(key, own.key());
        return fresh;
    }

    private Path node(SystemAuthority authority, NodeName node, Path own) throws IOException, GeneralSecurityException {
        Path draft = directory.resolve("." + own.getFileName() + "." + Long.toHexString(random.nextLong()));
        privateDirectory(draft);
        SystemAuthority.Issued issued = authority.issue(node);
        write(draft.resolve(ClusterDirectory.CA), authority.own().certificate());
        write(draft.resolve(ClusterDirectory.CERTIFICATE), issued.certificate());
        write(draft.resolve(ClusterDirectory.KEY), issued.key());
        write(draft.resolve(ClusterDirectory.SYSTEM_KEY), secret(directory.resolve(ClusterDirectory.SYSTEM_KEY)));
        privateDirectory(directory.resolve("pairs"));
        write(
                draft.resolve(ClusterDirectory.PAIR_KEY),
                secret(directory.resolve("pairs").resolve(node.server() + ".key")));
        return Files.move(draft, own, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The octets of this file; made at the first call. */
    private byte[] secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[KEY_OCTETS];
            random.nextBytes(fresh);
            write(file, fresh);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_OCTETS) {
            throw new IOException(file + " has " + key.length + " octets, not " + KEY_OCTETS);
        }
        return key;
    }

    private static void privateDirectory(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Whole or not at all, and never over a file that is there. */
    private static void write(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
