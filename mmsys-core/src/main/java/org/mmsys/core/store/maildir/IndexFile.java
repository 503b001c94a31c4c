package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The file of an index: a head, then frames of records, each with its CRC32C. Grows by appending; a rewrite replaces it.
 *
 * <p>Nothing in it is precious: a damaged one is thrown away and made again from the tree.
 */
final class IndexFile {
    private static final long HEAD = 0x4d4d_4944_5820_0001L; // "MMIDX ", version 1
    private static final int FRAME_HEAD = 8;
    private static final int FRAME_MAX = 1 << 28;
    private static final int FRAME_WANTED = 1 << 20;

    private final MaildirTree tree;
    private final TreeSync sync;
    private final Path path;

    IndexFile(MaildirTree tree, TreeSync sync, Path path) {
        this.tree = tree;
        this.sync = sync;
        this.path = path;
    }

    /** What the file holds; empty when there is none or it is damaged. */
    Optional<IndexRecords.Loaded> read() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(Long.BYTES);
            if (!fill(channel, head) || head.getLong() != HEAD) {
                return Optional.empty();
            }
            IndexRecords.Loaded loaded = new IndexRecords.Loaded();
            ByteBuffer frameHead = ByteBuffer.allocate(FRAME_HEAD);
            long left = channel.size() - Long.BYTES;
            while (left > 0) {
                frameHead.clear();
                if (!fill(channel, frameHead)) {
                    return Optional.empty();
                }
                int length = frameHead.getInt();
                int crc = frameHead.getInt();
                if (length < 0 || length > FRAME_MAX || length > left - FRAME_HEAD) {
                    return Optional.empty();
                }
                ByteBuffer records = ByteBuffer.allocate(length);
                if (!fill(channel, records) || crc(records) != crc) {
                    return Optional.empty();
                }
                IndexRecords.replay(records, loaded);
                left -= FRAME_HEAD + length;
            }
            return Optional.of(loaded);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException damaged) {
            return Optional.empty();
        }
    }

    void append(IndexRecords records) throws IOException {
        tree.createDirectory(parent(), sync);
        try (FileChannel channel = tree.appendFile(path)) {
            if (channel.size() == 0) {
                MaildirTree.writeAll(channel, head());
            }
            MaildirTree.writeAll(channel, frame(records));
        }
        sync.written(path);
    }

    /** Replaces the file by one that holds just this. */
    void rewrite(IndexColumns columns, DirectoryStamp fresh, DirectoryStamp cur) throws IOException {
        tree.createDirectory(parent(), sync);
        Path temporary = path.resolveSibling(MaildirTree.nameOf(path) + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = tree.createFile(temporary)) {
            MaildirTree.writeAll(channel, head());
            IndexRecords records = new IndexRecords();
            records.base(columns.size());
            Writer writer = new Writer(channel, records);
            columns.forEach(writer::put);
            records.stamp(false, settled(fresh));
            records.stamp(true, settled(cur));
            writer.flush();
            if (writer.failure.isPresent()) {
                throw writer.failure.get();
            }
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync.written(path);
    }

    void delete() throws IOException {
        if (Files.deleteIfExists(path)) {
            sync.removed(path);
        }
    }

    private Path parent() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static DirectoryStamp settled(DirectoryStamp stamp) {
        DirectoryStamp settled = new DirectoryStamp();
        settled.set(stamp.seen());
        return settled;
    }

    /** Cuts many records into frames. */
    private static final class Writer {
        private final FileChannel channel;
        private final IndexRecords records;
        private Optional<IOException> failure = Optional.empty();

        Writer(FileChannel channel, IndexRecords records) {
            this.channel = channel;
            this.records = records;
        }

        void put(IndexEntry entry) {
            records.put(entry);
            if (records.length() > FRAME_WANTED) {
                flush();
            }
        }

        void flush() {
            try {
                if (failure.isEmpty()) {
                    MaildirTree.writeAll(channel, frame(records));
                }
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            records.clear();
        }
    }

    private static ByteBuffer head() {
        return ByteBuffer.allocate(Long.BYTES).putLong(HEAD).flip();
    }

    private static ByteBuffer frame(IndexRecords records) {
        ByteBuffer content = records.content();
        return ByteBuffer.allocate(FRAME_HEAD + content.remaining())
                .putInt(content.remaining())
                .putInt(crc(content))
                .put(content)
                .flip();
    }

    private static int crc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    private static boolean fill(FileChannel channel, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                return false;
            }
        }
        into.flip();
        return true;
    }
}
