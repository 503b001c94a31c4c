package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.text.PrintableText;

/** Keeps a second process, or a second journal in this one, off the data directory. */
final class DirectoryLock implements AutoCloseable {
    private static final int NOTE_MAX = 200;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; it ends with {@link #close} or with the process.
     *
     * @throws DirectoryRefusedException if another has it
     */
    static DirectoryLock take(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (tryLock(channel) == null) {
                throw new DirectoryRefusedException(
                        "data directory " + file.getParent() + " is in use by " + note(file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            taken = true;
            return new DirectoryLock(channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static String note(Path file) throws IOException {
        String note = Files.size(file) > NOTE_MAX ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
        return note.isBlank() ? "another process" : PrintableText.of(note.strip());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
