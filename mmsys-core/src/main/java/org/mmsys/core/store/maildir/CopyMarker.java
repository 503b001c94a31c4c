package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says that the tree of a data directory is being copied from the other half and is not whole: the file {@code copying}.
 *
 * <p>Written before anything is changed, removed when tree and journal are in place; a node that finds it at its start has
 * nothing.
 */
public final class CopyMarker {
    private static final String FILE = "copying";

    private CopyMarker() {}

    /** Whether a copy was begun and not ended. */
    public static boolean present(Path data) {
        return Files.exists(data.resolve(FILE));
    }

    /** Durable on return. */
    public static void set(Path data) throws IOException {
        try (FileChannel file =
                FileChannel.open(data.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        MaildirTree.force(data);
    }

    /** Durable on return. */
    public static void clear(Path data) throws IOException {
        if (Files.deleteIfExists(data.resolve(FILE))) {
            MaildirTree.force(data);
        }
    }

    /**
     * To be called before the journal is opened: where a copy was cut off, the log says nothing any more of what the tree
     * holds, and is removed.
     *
     * @return whether the node has nothing and needs the tree
     */
    public static boolean abandonHalfCopy(Path data) throws IOException {
        if (!present(data)) {
            return false;
        }
        Path journal = data.resolve("journal");
        if (Files.isDirectory(journal)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(journal, "*.{log,snapshot}")) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            MaildirTree.force(journal);
        }
        return true;
    }
}
