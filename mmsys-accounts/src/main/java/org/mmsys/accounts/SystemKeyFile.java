package org.mmsys.accounts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The key of the system under which salts for unknown names are made: a file of 32 octets that only its owner reads. */
public final class SystemKeyFile {
    static final int LENGTH = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    /** The key in this file, usually {@code DATA/journal/scram.key}; its directory must exist. */
    public SystemKeyFile(Path file) {
        this.file = file;
    }

    /**
     * The key; made at the first call ever. Main thread, at start.
     *
     * @param random must be secure
     * @throws IOException if it cannot be read or made, has another length, or others may read it
     */
    public byte[] loadOrCreate(RandomGenerator random) throws IOException {
        if (!Files.exists(file)) {
            create(random);
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(OWNER_ONLY);
        if (!others.isEmpty()) {
            throw new IOException(file + " may be used by others: " + PosixFilePermissions.toString(others));
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != LENGTH) {
            throw new IOException(file + " has " + key.length + " octets, not " + LENGTH);
        }
        return key;
    }

    private void create(RandomGenerator random) throws IOException {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer octets = ByteBuffer.wrap(key);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory)) {
                channel.force(true);
            }
        }
    }
}
