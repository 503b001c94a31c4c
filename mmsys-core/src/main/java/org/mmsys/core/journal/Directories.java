package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Directories and small files that are durable when the method has returned. Any thread. */
final class Directories {
    private Directories() {}

    /** Creates a directory and those above it, readable by the owner only, durably. */
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            create(parent);
        }
        Files.createDirectory(directory, ownerOnly(directory));
        if (parent != null) {
            force(parent);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }

    /** Makes the names in a directory durable. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            force(directory, channel);
        }
    }

    static void force(Path file, FileChannel channel) throws IOException {
        try {
            channel.force(true);
        } catch (IOException failed) {
            throw new ForceFailedException(file, failed);
        }
    }

    /** Puts a file in place whole or not at all, durably: tmp, force, rename, force of the directory. */
    static void replace(Path file, ByteBuffer... content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer part : content) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            force(temporary, channel);
        } catch (IOException failed) {
            discard(temporary, failed);
            throw failed;
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        force(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** Deletes what is left of a failed attempt, if that can be done. */
    static void discard(Path file, IOException because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException too) {
            because.addSuppressed(too);
        }
    }
}
