package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;

/** What stands in {@code new} and {@code cur} of a folder: files under names of ours, and others. */
final class Listing {
    private final Map<Guid, Found> ours = new HashMap<>();
    private final List<Foreign> foreign = new ArrayList<>();
    private final List<Found> doubles = new ArrayList<>();

    /** A file under a name of ours. */
    record Found(MaildirName name, boolean inCur) {}

    /** A file under a name another program gave it. */
    record Foreign(Path path, String name, boolean inCur) {}

    private Listing() {}

    /** Lists {@code new} first: a file that moves to {@code cur} meanwhile is seen once or twice, but not never. */
    static Listing of(MaildirFolder folder) throws IOException {
        Listing listing = new Listing();
        listing.read(folder.fresh(), false);
        listing.read(folder.cur(), true);
        return listing;
    }

    /** Messages by guid, each once: as it stands in {@code cur} if it is in both. */
    Map<Guid, Found> ours() {
        return ours;
    }

    List<Foreign> foreign() {
        return foreign;
    }

    /** Further files with a guid that {@link #ours} has already. */
    List<Found> doubles() {
        return doubles;
    }

    private void read(Path directory, boolean inCur) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                add(entry, inCur);
            }
        } catch (NoSuchFileException noDirectory) {
            return;
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }

    private void add(Path entry, boolean inCur) {
        String name = MaildirTree.nameOf(entry);
        if (name.startsWith(".")) {
            return;
        }
        Optional<MaildirName> parsed = MaildirName.parse(name);
        if (parsed.isEmpty()) {
            foreign.add(new Foreign(entry, name, inCur));
            return;
        }
        Found before = ours.put(parsed.get().guid(), new Found(parsed.get(), inCur));
        if (before != null) {
            doubles.add(before);
        }
    }
}
