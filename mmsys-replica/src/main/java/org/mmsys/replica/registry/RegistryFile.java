package org.mmsys.replica.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The file of a {@link LocalRegistry}: magic, count, (key, version, value) each, CRC-32C; valid as a whole or not at all. */
final class RegistryFile {
    private static final long MAGIC = 0x4d4d535245473031L; // MMSREG01
    private static final long SIZE_MAX = 8L << 20;

    private final Path path;
    private final Path directory;

    RegistryFile(Path path) {
        this.path = path.toAbsolutePath();
        this.directory = this.path.resolveSibling(".").normalize();
    }

    Map<String, Versioned> load() throws IOException {
        if (!Files.exists(path)) {
            return Map.of();
        }
        long size = Files.size(path);
        if (size > SIZE_MAX || size < Long.BYTES + 2 * Integer.BYTES) {
            throw new IOException(path + " is no registry: " + size + " octets");
        }
        byte[] octets = Files.readAllBytes(path);
        int length = octets.length - Integer.BYTES;
        if (crc(octets, length) != ByteBuffer.wrap(octets).getInt(length)) {
            throw new IOException(path + " is damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets, 0, length));
        if (in.readLong() != MAGIC) {
            throw new IOException(path + " is no registry of a version known here");
        }
        Map<String, Versioned> records = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String key = in.readUTF();
            long version = in.readLong();
            records.put(key, new Versioned(version, in.readNBytes(in.readInt())));
        }
        return records;
    }

    /** Replaces the file; after return it survives a loss of power. */
    void save(Map<String, Versioned> records) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeLong(MAGIC);
        out.writeInt(records.size());
        for (Map.Entry<String, Versioned> each : records.entrySet()) {
            byte[] value = each.getValue().value();
            out.writeUTF(each.getKey());
            out.writeLong(each.getValue().version());
            out.writeInt(value.length);
            out.write(value);
        }
        byte[] content = octets.toByteArray();
        out.writeInt(crc(content, content.length));
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.wrap(octets.toByteArray());
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static int crc(byte[] octets, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
