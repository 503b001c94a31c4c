package org.mmsys.server.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.registry.ratis.BootstrapTicket;
import org.mmsys.server.ClusterDirectory;

/**
 * Makes what the nodes of a system know each other by: the certificates of {@link ClusterFiles}, and in each node's directory
 * the key of the whole system and, once, the ticket with which its registry is begun.
 *
 * <p>Done again it makes what is missing and changes nothing: that is how a node is added.
 */
final class ClusterInit {
    private static final int KEY_OCTETS = 32;

    private final Path directory;
    private final SecureRandom random;

    ClusterInit(Path directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /** Makes what is missing; the directories made, in the order of the nodes. */
    List<Path> make(List<NodeName> nodes) throws IOException, GeneralSecurityException {
        ClusterFiles files = new ClusterFiles(directory, InstantSource.system());
        List<NodeName> made = files.write(nodes);
        byte[] key = systemKey(directory.resolve("ca").resolve(ClusterDirectory.SYSTEM_KEY));
        for (NodeName node : nodes) {
            Path own = files.of(node).resolve(ClusterDirectory.SYSTEM_KEY);
            if (!Files.exists(own)) {
                write(own, key);
            }
        }
        for (NodeName node : made) { // never again for a node that has its directory: that is what a ticket is for
            write(files.of(node).resolve(BootstrapTicket.FILE), new byte[0]);
        }
        return made.stream().map(files::of).toList();
    }

    /** The octets of this file; made at the first call. */
    private byte[] systemKey(Path file) throws IOException {
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

    /** Whole or not at all. */
    private static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
