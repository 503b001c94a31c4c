package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which files under {@code journal/bodies/} entries refer to: they live as long as the entry may be replayed. Any
 * thread.
 */
final class BodyFiles {
    private static final Logger log = LoggerFactory.getLogger(BodyFiles.class);

    private final Path directory;
    private final Deque<Named> named = new ArrayDeque<>();

    BodyFiles(Path directory) {
        this.directory = directory;
    }

    private record Named(long sequence, String name) {}

    Path directory() {
        return directory;
    }

    /** An entry names these files; entries come in order. */
    synchronized void named(long sequence, List<String> names) {
        for (String name : names) {
            named.add(new Named(sequence, name));
        }
    }

    /** Removes the files of entries up to and with that one, which will not be replayed any more. */
    void drop(long through) throws IOException {
        for (String name : forget(through)) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    private synchronized List<String> forget(long through) {
        List<String> gone = new ArrayList<>();
        while (!named.isEmpty() && named.element().sequence <= through) {
            gone.add(named.remove().name);
        }
        Set<String> still = new HashSet<>();
        named.forEach(one -> still.add(one.name));
        gone.removeIf(still::contains);
        return gone;
    }

    /** Removes files that no entry names: bodies of sessions that ended with the last process. */
    void dropUnnamed() throws IOException {
        Set<String> known = new HashSet<>();
        synchronized (this) {
            named.forEach(one -> known.add(one.name));
        }
        int dropped = 0;
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (!known.contains(String.valueOf(file.getFileName())) && Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                    dropped++;
                }
            }
        }
        if (dropped > 0) {
            log.atInfo().addKeyValue("files", dropped).log("bodies that no entry names removed");
        }
    }
}
