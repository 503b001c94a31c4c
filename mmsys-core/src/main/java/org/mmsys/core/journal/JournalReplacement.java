package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the journal of this node begin behind a {@link StateImage} of the other half.
 *
 * <p>The directory keeps its identity. What was in it before - segments, snapshots, bodies - is moved to
 * {@code quarantine/<epoch>/replaced-<sequence>/}. Once {@link #install} has returned it is done for good; when the machine
 * goes down before, the next opening finds the journal as it was, or finishes what was begun.
 */
public final class JournalReplacement {
    private static final Logger log = LoggerFactory.getLogger(JournalReplacement.class);
    private static final String NAME = "replacement";

    private JournalReplacement() {}

    /**
     * Installs an image; the tree must be in place and durable already. The journal must be closed.
     *
     * @return what the journal begins behind
     * @throws DirectoryRefusedException if the journal is open, or the directory another node's, or none of a journal
     */
    public static LogMark install(Path data, String server, String node, StateImage image) throws IOException {
        JournalFiles files = new JournalFiles(data);
        files.create();
        DirectoryLock lock = DirectoryLock.take(files.lock());
        try {
            StoreIdentity identity = StoreIdentity.open(files, server, node);
            Snapshot theirs = image.snapshot();
            Snapshot ours = new Snapshot(
                    identity.store(), theirs.sequence(), theirs.link(), theirs.epoch(), true, theirs.sections());
            ours.save(files.journal().resolve(NAME));
            finish(files);
            log.atInfo().addKeyValue("seq", ours.sequence()).log("journal replaced");
        } finally {
            lock.close();
        }
        return image.mark();
    }

    /** Finishes what was begun, if anything; the directory is locked. */
    static void finish(JournalFiles files) throws IOException {
        Path begun = files.journal().resolve(NAME);
        Snapshot image;
        try {
            image = Snapshot.load(begun);
        } catch (NoSuchFileException none) {
            return;
        }
        Path aside = files.quarantine()
                .resolve(Long.toString(image.epoch()))
                .resolve(String.format(Locale.ROOT, "replaced-%016x", image.sequence()));
        moveAside(old(files), aside);
        moveAside(bodies(files), aside.resolve("bodies"));
        Segment.create(files, new Segment.Header(image.store(), image.sequence() + 1, image.link()))
                .close(); // or entries would seem to be missing
        Files.move(begun, files.snapshot(image.sequence()), StandardCopyOption.ATOMIC_MOVE);
        Directories.force(files.journal());
    }

    private static List<Path> old(JournalFiles files) throws IOException {
        List<Path> old = new ArrayList<>();
        files.segments().forEach(segment -> old.add(segment.path()));
        files.snapshots().forEach(snapshot -> old.add(snapshot.path()));
        return old;
    }

    private static List<Path> bodies(JournalFiles files) throws IOException {
        try (Stream<Path> all = Files.list(files.bodies())) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void moveAside(List<Path> old, Path directory) throws IOException {
        if (old.isEmpty()) {
            return;
        }
        Directories.create(directory);
        for (Path file : old) {
            Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Directories.force(directory);
    }
}
