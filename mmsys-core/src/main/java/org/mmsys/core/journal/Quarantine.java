package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where damaged files are put aside for someone to look at. Used during recovery only. */
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private final Path directory;

    Quarantine(Path directory) {
        this.directory = directory;
    }

    /** Copies a file, unless it was copied before. */
    void copy(Path file) throws IOException {
        copy(file, 0, file.getFileName().toString());
    }

    /** Copies the end of a file. */
    void copyTail(Path file, long from) throws IOException {
        copy(file, from, file.getFileName() + "." + from + ".tail");
    }

    /** Moves a file. */
    void move(Path file) throws IOException {
        Directories.create(directory);
        Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Directories.force(directory);
    }

    private void copy(Path file, long from, String name) throws IOException {
        try {
            copyWhole(file, from, name);
        } catch (IOException failed) {
            if (!DiskFull.is(failed)) {
                throw failed;
            }
            Directories.discard(directory.resolve(name), failed);
            log.atError().addKeyValue("file", file).setCause(failed).log("no space to put a damaged file aside");
        }
    }

    private void copyWhole(Path file, long from, String name) throws IOException {
        Directories.create(directory);
        Path target = directory.resolve(name);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = source.size() - from;
            if (Files.exists(target) && Files.size(target) == length) {
                return;
            }
            try (FileChannel copy = FileChannel.open(
                    target,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                long done = 0;
                while (done < length) {
                    done += copy.transferFrom(source.position(from + done), done, length - done);
                }
                Directories.force(target, copy);
            }
        }
        Directories.force(directory);
    }
}
