package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where things are in the data directory, and what they are called. */
final class JournalFiles {
    private static final Pattern NUMBERED = Pattern.compile("([0-9a-f]{16})\\.(log|snapshot)");

    private final Path data;
    private final Path journal;

    JournalFiles(Path data) {
        this.data = data;
        this.journal = data.resolve("journal");
    }

    /** A file that is named by a sequence number. */
    record Numbered(long number, Path path) {}

    void create() throws IOException {
        Directories.create(data);
        Directories.create(journal);
        Directories.create(bodies());
    }

    Path data() {
        return data;
    }

    Path journal() {
        return journal;
    }

    Path bodies() {
        return journal.resolve("bodies");
    }

    Path identity() {
        return journal.resolve("identity");
    }

    Path lock() {
        return journal.resolve("lock");
    }

    Path reserve() {
        return journal.resolve("reserve");
    }

    Path quarantine() {
        return data.resolve("quarantine");
    }

    Path segment(long firstSequence) {
        return journal.resolve(String.format(Locale.ROOT, "%016x.log", firstSequence));
    }

    Path snapshot(long sequence) {
        return journal.resolve(String.format(Locale.ROOT, "%016x.snapshot", sequence));
    }

    /** All segments, in order. */
    List<Numbered> segments() throws IOException {
        return numbered("log");
    }

    /** All snapshots, in order. */
    List<Numbered> snapshots() throws IOException {
        return numbered("snapshot");
    }

    private List<Numbered> numbered(String kind) throws IOException {
        List<Numbered> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(journal)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Matcher name = NUMBERED.matcher(String.valueOf(path.getFileName()));
                if (name.matches() && name.group(2).equals(kind)) {
                    found.add(new Numbered(Long.parseUnsignedLong(name.group(1), 16), path));
                }
            }
        }
        found.sort(Comparator.comparingLong(Numbered::number));
        return found;
    }
}
