package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to begin with an empty log, once: a file in {@code cluster.dir}, outside of the data (rules 29).
 *
 * <p>{@code mmsysctl cluster init} puts it there. It is destroyed when the registry has a leader and, on a half of a pair, the
 * pair's record names its store; so a node whose disk was replaced has none and cannot forget what it has promised.
 */
public final class BootstrapTicket {
    /** Its name in {@code cluster.dir}. */
    public static final String FILE = "registry.ticket";

    private final Path file;

    /** The ticket of the node with this {@code cluster.dir}, whether it is there or not. */
    public BootstrapTicket(Path clusterDirectory) {
        this.file = clusterDirectory.resolve(FILE);
    }

    /** Whether it is there. */
    public boolean present() {
        return Files.exists(file);
    }

    /** Destroys it; after return it stays destroyed after a loss of power. */
    public void destroy() throws IOException {
        if (Files.deleteIfExists(file)) {
            try (FileChannel names = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
