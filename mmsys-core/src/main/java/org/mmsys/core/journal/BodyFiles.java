package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

    private record Named(long sequence, String name, long size) {}

    Path directory() {
        return directory;
    }

    /** An entry names these files; entries come in order. */
    synchronized void named(long sequence, List<String> names) {
        for (String name : names) {
            named.add(new Named(sequence, name, 0));
        }
    }

    /** The same, with their sizes. */
    synchronized void namedBodies(long sequence, List<Body.Spooled> bodies) {
        bodies.forEach(body -> named.add(new Named(sequence, body.fileName(), body.size())));
    }

    /**
     * Takes it that files which no entry is known to name belong to entries up to that one: they are kept as long as these.
     */
    void nameRest(long sequence) throws IOException {
        Set<String> known = known();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = String.valueOf(file.getFileName());
                if (!known.contains(name) && Files.isRegularFile(file)) {
                    long size = Files.size(file);
                    synchronized (this) {
                        named.addFirst(new Named(sequence, name, size));
                    }
                }
            }
        }
    }

    /** Entries behind that one are gone from the log; gives the names that only they had. */
    synchronized List<String> cut(long last) {
        List<String> gone = new ArrayList<>();
        while (!named.isEmpty() && named.getLast().sequence > last) {
            gone.add(named.removeLast().name);
        }
        gone.removeAll(known());
        return gone;
    }

    /** Whether the file of a body is here with all its octets. */
    boolean holds(Body.Spooled body) throws IOException {
        Path file = directory.resolve(body.fileName());
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == body.size();
    }

    /** What the files named by these entries hold. */
    synchronized long octets(long first, long last) {
        return named.stream()
                .filter(one -> one.sequence >= first && one.sequence <= last)
                .mapToLong(Named::size)
                .sum();
    }

    void delete(List<String> names) throws IOException {
        for (String name : names) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    private synchronized Set<String> known() {
        Set<String> known = new HashSet<>();
        named.forEach(one -> known.add(one.name));
        return known;
    }

    /** Removes the files of entries up to and with that one, which will not be replayed any more. */
    void drop(long through) throws IOException {
        delete(forget(through));
    }

    private synchronized List<String> forget(long through) {
        List<String> gone = new ArrayList<>();
        while (!named.isEmpty() && named.element().sequence <= through) {
            gone.add(named.remove().name);
        }
        gone.removeAll(known());
        return gone;
    }

    /** Removes files that no entry names: bodies of sessions that ended with the last process. */
    void dropUnnamed() throws IOException {
        Set<String> known = known();
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
