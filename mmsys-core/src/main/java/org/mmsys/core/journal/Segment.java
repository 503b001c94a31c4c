package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The segment that is appended to. Owned by the committer thread.
 *
 * <p>A segment begins with magic, version, store UUID, first sequence, the link before it, and a CRC-32C of these.
 */
final class Segment implements AutoCloseable {
    static final int HEADER = 8 + Integer.BYTES + 3 * Long.BYTES + Chain.LENGTH + Integer.BYTES;
    static final long MAGIC = 0x4d4d4a4c4f473031L; // MMJLOG01
    static final int VERSION = 1;

    private static final int CHUNK = 1024 * 1024;

    private final long first;
    private final Path path;
    private final FileChannel channel;
    private long size;

    private Segment(long first, Path path, FileChannel channel) {
        this.first = first;
        this.path = path;
        this.channel = channel;
    }

    /** What the header says. */
    record Header(UUID store, long firstSequence, byte[] link) {}

    /** Creates a segment whose header and name are durable. Nothing is left of it when that fails. */
    static Segment create(JournalFiles files, Header header) throws IOException {
        Path path = files.segment(header.firstSequence);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Segment segment = new Segment(header.firstSequence, path, channel);
            segment.append(encode(header));
            segment.force();
            Directories.force(files.journal());
            return segment;
        } catch (IOException failed) {
            channel.close();
            Directories.discard(path, failed);
            throw failed;
        }
    }

    static ByteBuffer encode(Header header) {
        ByteBuffer octets = ByteBuffer.allocate(HEADER);
        octets.putLong(MAGIC)
                .putInt(VERSION)
                .putLong(header.store.getMostSignificantBits())
                .putLong(header.store.getLeastSignificantBits())
                .putLong(header.firstSequence)
                .put(header.link);
        octets.putInt(LogRecord.crc(octets.duplicate().flip()));
        return octets.flip();
    }

    /** Decodes a header of {@link #HEADER} octets. */
    static Header decode(ByteBuffer octets) throws CorruptEntryException {
        int crc = octets.getInt(HEADER - Integer.BYTES);
        if (LogRecord.crc(octets.slice(0, HEADER - Integer.BYTES)) != crc || octets.getLong() != MAGIC) {
            throw new CorruptEntryException("segment header damaged");
        }
        int version = octets.getInt();
        if (version != VERSION) {
            throw new CorruptEntryException("segment of version " + version);
        }
        UUID store = new UUID(octets.getLong(), octets.getLong());
        long firstSequence = octets.getLong();
        byte[] link = new byte[Chain.LENGTH];
        octets.get(link);
        return new Header(store, firstSequence, link);
    }

    /** The number of its first entry. */
    long first() {
        return first;
    }

    long size() {
        return size;
    }

    /** Writes all of it behind the end; after an error a part of it may stand there until {@link #cutTo}. */
    void append(ByteBuffer records) throws IOException {
        long at = size;
        while (records.hasRemaining()) {
            // the channel copies what is not direct into a buffer of that size, and keeps it
            int length = Math.min(records.remaining(), records.isDirect() ? Integer.MAX_VALUE : CHUNK);
            ByteBuffer part = records.slice(records.position(), length);
            int written = channel.write(part, at);
            records.position(records.position() + written);
            at += written;
        }
        size = at;
    }

    /** Makes what was appended durable; any error is final. */
    void force() throws IOException {
        try {
            channel.force(false);
        } catch (IOException failed) {
            throw new ForceFailedException(path, failed);
        }
    }

    /** Takes back, durably, what was written behind that size. */
    void cutTo(long newSize) throws IOException {
        channel.truncate(newSize);
        size = newSize;
        force();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
