package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mmsys.core.journal.Guid;

/**
 * What was cut off the log of this node when it came back: {@code DATA/quarantine/<epoch>/<id>.eml} with {@code <id>.txt} that
 * tells whose it was. Any thread; reads the disk.
 */
final class QuarantineShelf {
    private static final String NOTE = ".txt";
    private static final String MESSAGE = ".eml";
    private static final int LISTED_MAX = 10_000;

    private final Path directory;

    QuarantineShelf(Path data) {
        this.directory = data.resolve("quarantine");
    }

    /**
     * A message that nobody was told was accepted.
     *
     * @param id its guid, or its queue id if it was for another server
     * @param epoch in which it was written
     * @param at when it came, as its sender's session knew it
     * @param recipients accounts of this server, or addresses elsewhere
     * @param message its octets; the file may be missing
     */
    record Item(String id, String epoch, String at, List<String> recipients, Path note, Path message) {
        Item {
            recipients = List.copyOf(recipients);
        }

        long size() throws IOException {
            return Files.exists(message) ? Files.size(message) : 0;
        }
    }

    /** All of it, the oldest epoch first; 10,000 at most. */
    List<Item> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Item> items = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path note : files.filter(QuarantineShelf::isNote)
                    .sorted(Comparator.comparing(Path::toString))
                    .limit(LISTED_MAX)
                    .toList()) {
                items.add(read(note));
            }
        }
        return items;
    }

    /** The message of that id. */
    Optional<Item> find(String id) throws IOException {
        return Guid.valid(id)
                ? list().stream().filter(item -> item.id().equals(id)).findFirst()
                : Optional.empty();
    }

    /** Throws one away; the records of the log it was in stay until all of its epoch are purged. */
    void purge(Item item) throws IOException {
        Files.deleteIfExists(item.message());
        Files.deleteIfExists(item.note());
    }

    /** Throws away everything that was put there so long ago, records of the log included; how many messages. */
    int purgeOlder(Duration age, Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        int purged = 0;
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean old = !Files.getLastModifiedTime(file).toInstant().isAfter(now.minus(age));
                if (old && Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                    purged += isNote(file) ? 1 : 0;
                } else if (Files.isDirectory(file) && !file.equals(directory)) {
                    deleteIfEmpty(file);
                }
            }
        }
        return purged;
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException stillUsed) {
            // what is left in it is younger
        }
    }

    private static boolean isNote(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(NOTE) && Guid.valid(name.substring(0, name.length() - NOTE.length()));
    }

    private static Item read(Path note) throws IOException {
        String name = String.valueOf(note.getFileName());
        String id = name.substring(0, name.length() - NOTE.length());
        String at = "";
        List<String> recipients = new ArrayList<>();
        for (String line : Files.readString(note, StandardCharsets.UTF_8).split("\n", -1)) {
            int colon = line.indexOf(": ");
            String field = colon < 0 ? "" : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 2).strip();
            if (field.equals("time")) {
                at = value;
            } else if (field.equals("account") || field.equals("recipient")) {
                recipients.add(value);
            }
        }
        String epoch = String.valueOf(
                note.toAbsolutePath().resolveSibling("").normalize().getFileName());
        return new Item(id, epoch, at, recipients, note, note.resolveSibling(id + MESSAGE));
    }
}
