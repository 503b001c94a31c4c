package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Who a data directory belongs to: a random UUID of its own, the server, and which node of it.
 *
 * <p>A disk with another UUID is another store, even if it bears the same name.
 */
public record StoreIdentity(UUID store, String server, String node) {
    private static final int FILE_MAX = 4096;

    public StoreIdentity {
        if ((server + node).lines().count() > 1) {
            throw new IllegalArgumentException("a name with line breaks");
        }
    }

    /** Reads the identity, or makes one if the directory is fresh. */
    static StoreIdentity openOrCreate(JournalFiles files, String server, String node, UUID fresh) throws IOException {
        if (!Files.exists(files.identity())) {
            if (!files.segments().isEmpty() || !files.snapshots().isEmpty()) {
                throw new DirectoryRefusedException(files.journal() + " has a log but no identity file");
            }
            StoreIdentity made = new StoreIdentity(fresh, server, node);
            Directories.replace(files.identity(), ByteBuffer.wrap(made.toText().getBytes(StandardCharsets.UTF_8)));
            return made;
        }
        return open(files, server, node);
    }

    /** Reads the identity, which is there. */
    static StoreIdentity open(JournalFiles files, String server, String node) throws IOException {
        if (!Files.exists(files.identity())) {
            throw new DirectoryRefusedException(files.journal() + " has no identity file");
        }
        StoreIdentity found = read(files.identity());
        if (!found.server.equals(server) || !found.node.equals(node)) {
            throw new DirectoryRefusedException("data directory " + files.data() + " belongs to node " + found.node
                    + " of server " + found.server + ", not to " + node + " of " + server);
        }
        return found;
    }

    private String toText() {
        return "version=1\nstore=" + store + "\nserver=" + server + "\nnode=" + node + "\n";
    }

    private static StoreIdentity read(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX) {
            throw new DirectoryRefusedException(file + " is no identity file");
        }
        Map<String, String> values = new HashMap<>();
        Files.readString(file, StandardCharsets.UTF_8).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        try {
            return new StoreIdentity(
                    UUID.fromString(values.getOrDefault("store", "")),
                    values.getOrDefault("server", ""),
                    values.getOrDefault("node", ""));
        } catch (IllegalArgumentException damaged) {
            throw new DirectoryRefusedException(file + " is damaged", damaged);
        }
    }
}
