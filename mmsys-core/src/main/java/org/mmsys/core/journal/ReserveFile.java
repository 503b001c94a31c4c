package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Space that is kept back in a file, to be given up when the journal itself meets a full disk.
 *
 * <p>{@link #release} is called by the committer, {@link #restore} by the checkpoint thread.
 */
final class ReserveFile {
    private static final Logger log = LoggerFactory.getLogger(ReserveFile.class);
    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final long size;
    private final DiskSpace space;
    private volatile boolean released;

    ReserveFile(Path file, long size, DiskSpace space) {
        this.file = file;
        this.size = size;
        this.space = space;
    }

    /** Whether it was given up: mail is refused until it could be made again. */
    boolean released() {
        return released;
    }

    /** Gives the space up. */
    synchronized void release() throws IOException {
        released = true;
        if (Files.deleteIfExists(file)) {
            log.atError().addKeyValue("octets", size).log("disk full, reserve given up for deletions");
        }
    }

    /** Makes it if it is not there and the disk has room for it; a disk that is full is not an error. */
    synchronized void restore() throws IOException {
        if (size == 0) {
            released = released && !space.hasRoomFor(0);
            return;
        }
        if (!released && Files.exists(file) && Files.size(file) == size) {
            return;
        }
        if (!space.hasRoomFor(size)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            fill(channel);
            Directories.force(file, channel);
        } catch (IOException failed) {
            Directories.discard(file, failed);
            if (DiskFull.is(failed)) {
                return;
            }
            throw failed;
        }
        if (released) {
            released = false;
            log.atWarn().log("disk space is back, reserve made again");
        }
    }

    private void fill(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
        long left = size;
        while (left > 0) {
            zeros.clear().limit((int) Math.min(CHUNK, left));
            left -= channel.write(zeros);
        }
    }
}
