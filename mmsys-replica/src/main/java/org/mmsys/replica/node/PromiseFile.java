package org.mmsys.replica.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** The highest epoch that this node has bound itself to: a small file, replaced as a whole. For one thread at a time. */
final class PromiseFile {
    private static final long MAGIC = 0x4d4d5350524f4d31L; // MMSPROM1
    private static final int SUM_AT = 2 * Long.BYTES;
    private static final int LENGTH = SUM_AT + Integer.BYTES;

    private final Path path;
    private final Path directory;

    PromiseFile(Path path) {
        this.path = path.toAbsolutePath();
        this.directory = this.path.resolveSibling(".").normalize();
    }

    /**
     * Reads it.
     *
     * @return 0 if there is none: nothing was promised on this disk
     * @throws IOException if it cannot be read, or is damaged: a node that does not know its promise must not start
     */
    long read() throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        byte[] octets = Files.size(path) == LENGTH ? Files.readAllBytes(path) : new byte[0];
        ByteBuffer content = ByteBuffer.wrap(octets);
        if (octets.length != LENGTH || content.getInt(SUM_AT) != sum(octets) || content.getLong() != MAGIC) {
            throw new IOException(path + " is damaged: what this node has promised is not known");
        }
        long epoch = content.getLong();
        if (epoch < 0) {
            throw new IOException(path + " holds epoch " + epoch);
        }
        return epoch;
    }

    /** Replaces it; after return it survives a loss of power. */
    void write(long epoch) throws IOException {
        Files.createDirectories(directory);
        ByteBuffer content = ByteBuffer.allocate(LENGTH).putLong(MAGIC).putLong(epoch);
        content.putInt(sum(content.array())).flip();
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static int sum(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, SUM_AT);
        return (int) crc.getValue();
    }
}
