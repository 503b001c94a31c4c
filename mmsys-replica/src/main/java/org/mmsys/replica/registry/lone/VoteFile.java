package org.mmsys.replica.registry.lone;

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
import java.util.UUID;
import java.util.zip.CRC32C;

/** The votes of a half on its disk: magic, identity, count, (key, vote) each, CRC-32C; valid as a whole or not at all. */
final class VoteFile {
    private static final long MAGIC = 0x4d4d53564f544531L; // MMSVOTE1
    private static final long SIZE_MAX = 8L << 20;
    private static final int SIZE_MIN = 3 * Long.BYTES + 2 * Integer.BYTES;

    private final Path path;
    private final Path directory;

    VoteFile(Path path) {
        this.path = path.toAbsolutePath();
        this.directory = this.path.resolveSibling(".").normalize();
    }

    /** What is in it. */
    record Content(UUID disk, Map<String, Vote> votes) {}

    boolean exists() {
        return Files.exists(path);
    }

    /** @throws IOException if it cannot be read, or is damaged */
    Content load() throws IOException {
        long size = Files.size(path);
        if (size > SIZE_MAX || size < SIZE_MIN) {
            throw new IOException(path + " holds no votes: " + size + " octets");
        }
        byte[] octets = Files.readAllBytes(path);
        int length = octets.length - Integer.BYTES;
        if (sum(octets, length) != ByteBuffer.wrap(octets).getInt(length)) {
            throw new IOException(path + " is damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets, 0, length));
        if (in.readLong() != MAGIC) {
            throw new IOException(path + " holds no votes of a version known here");
        }
        UUID disk = VoteText.readDisk(in);
        Map<String, Vote> votes = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String key = in.readUTF();
            votes.put(key, VoteText.readVote(in));
        }
        return new Content(disk, votes);
    }

    /** Replaces the file; after return it survives a loss of power. */
    void save(Content content) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeLong(MAGIC);
        VoteText.write(out, content.disk);
        out.writeInt(content.votes.size());
        for (Map.Entry<String, Vote> each : content.votes.entrySet()) {
            out.writeUTF(each.getKey());
            VoteText.write(out, each.getValue());
        }
        out.writeInt(sum(octets.toByteArray(), octets.size()));
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

    private static int sum(byte[] octets, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
