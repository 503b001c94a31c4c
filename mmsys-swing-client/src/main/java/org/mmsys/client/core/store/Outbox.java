package org.mmsys.client.core.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.OutboxEntry.Status;

/**
 * What waits to be sent: on the disk before the network hears of it, a directory each with the message, the draft it came from and
 * how it stands. Thread-safe; after the first look at the disk, questions are answered from memory.
 */
public final class Outbox {
    private static final String ENTRY = "entry.properties";
    private static final String MESSAGE = "message.eml";
    private static final String DRAFT = "draft";

    private final Path root;
    private final Path tmp;
    private final DraftStore drafts;
    private @Nullable Map<String, Stored> known;

    public Outbox(Path profile, DraftStore drafts) {
        this.root = profile.resolve("outbox");
        this.tmp = profile.resolve("tmp");
        this.drafts = drafts;
    }

    /** Writes the message of a draft. */
    @FunctionalInterface
    public interface Writing {
        void to(Path file) throws IOException;
    }

    /**
     * What the entry is on the disk, beyond what is shown.
     *
     * @param sender the envelope's
     * @param accepted recipients that have it already
     * @param mmsys whether it was handed to a server that recognises a resend
     * @param filed whether all have it, and only the copy in Sent is missing
     */
    public record Stored(OutboxEntry entry, String sender, List<String> accepted, boolean mmsys, boolean filed) {
        public Stored {
            accepted = List.copyOf(accepted);
        }

        public Stored with(OutboxEntry other) {
            return new Stored(other, sender, accepted, mmsys, filed);
        }

        public Stored handedTo(boolean ours) {
            return new Stored(entry, sender, accepted, ours, filed);
        }

        public Stored accepting(List<String> more) {
            List<String> all = new ArrayList<>(accepted);
            all.addAll(more);
            return new Stored(entry, sender, all, mmsys, filed);
        }

        public Stored toBeFiled() {
            return new Stored(entry, sender, accepted, mmsys, true);
        }
    }

    /** Puts a saved draft in; after return it survives a crash, and the draft is gone from the drafts. */
    public synchronized Stored put(
            Draft draft, List<String> recipients, String sender, Instant now, Instant due, Writing message)
            throws IOException {
        String id = UUID.randomUUID().toString();
        Path beside = tmp.resolve("outbox-" + id);
        Files.createDirectories(beside);
        Path file = beside.resolve(MESSAGE);
        message.to(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Status status = due.isAfter(now) ? Status.HELD : Status.WAITING;
        OutboxEntry entry = new OutboxEntry(
                id,
                draft.account(),
                draft.subject(),
                recipients,
                Files.size(file),
                status,
                now,
                due,
                0,
                Optional.empty());
        Stored stored = new Stored(entry, sender, List.of(), false, false);
        SmallFile.write(beside.resolve(ENTRY), properties(stored));
        Files.createDirectories(beside.resolve(DRAFT));
        copyDraft(drafts.directory(draft.id()), beside.resolve(DRAFT));
        Files.move(beside, root.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        SmallFile.syncDirectory(root);
        drafts.delete(draft.id());
        entries().put(id, stored);
        return stored;
    }

    private static void copyDraft(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (var files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What is on the disk; read once, since the profile belongs to this process alone. A damaged one is left where it is. */
    private Map<String, Stored> entries() throws IOException {
        Map<String, Stored> all = known;
        if (all == null) {
            all = new LinkedHashMap<>();
            try (var directories = Files.newDirectoryStream(root)) {
                for (Path directory : directories) {
                    Optional<Stored> stored = read(directory);
                    if (stored.isPresent()) {
                        all.put(stored.get().entry().id(), stored.get());
                    }
                }
            }
            known = all;
        }
        return all;
    }

    /** All entries, oldest first. A damaged one is passed over. */
    public synchronized List<Stored> all() throws IOException {
        List<Stored> all = new ArrayList<>(entries().values());
        all.sort(Comparator.comparing(stored -> stored.entry().createdAt()));
        return all;
    }

    /** How many messages of an account wait; 0 if the disk does not say. */
    public synchronized int waiting(String account) {
        try {
            return (int) entries().values().stream()
                    .filter(stored -> stored.entry().account().equals(account))
                    .count();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    public synchronized Optional<Stored> find(String id) throws IOException {
        return Optional.ofNullable(entries().get(id));
    }

    /** The message, as it goes over the wire. */
    public Path message(String id) {
        return root.resolve(id).resolve(MESSAGE);
    }

    /**
     * Notes how it stands; after return it survives a crash.
     *
     * @return false if the entry has gone: taken back by the user, who may be writing something else by now
     */
    public synchronized boolean update(Stored stored) throws IOException {
        String id = stored.entry().id();
        if (!entries().containsKey(id)) {
            return false;
        }
        SmallFile.write(root.resolve(id).resolve(ENTRY), properties(stored));
        entries().put(id, stored);
        return true;
    }

    /** Makes a draft of it again; empty if it has gone, or is on its way. */
    public synchronized Optional<Draft> takeBack(String id) throws IOException {
        Path directory = root.resolve(id);
        Optional<Stored> stored = find(id);
        Optional<Draft> draft = DraftStore.read(directory.resolve(DRAFT));
        boolean leaving =
                stored.isEmpty() || stored.get().filed() || stored.get().entry().status() == Status.SENDING;
        if (draft.isEmpty() || leaving) {
            return Optional.empty();
        }
        Draft saved = drafts.save(draft.get());
        remove(id);
        return Optional.of(saved);
    }

    /** The draft it came from. */
    public synchronized Optional<Draft> draft(String id) throws IOException {
        return DraftStore.read(root.resolve(id).resolve(DRAFT));
    }

    public synchronized void remove(String id) throws IOException {
        Path gone = tmp.resolve("gone-" + id);
        Files.move(root.resolve(id), gone, StandardCopyOption.ATOMIC_MOVE);
        entries().remove(id);
        SmallFile.syncDirectory(root);
        DraftStore.deleteTree(gone);
    }

    private static Optional<Stored> read(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(ENTRY))) {
            return Optional.empty();
        }
        Properties p = SmallFile.read(directory.resolve(ENTRY));
        try {
            Optional<Problem> problem = p.containsKey("problem.cause")
                    ? Optional.of(new Problem(
                            Cause.valueOf(p.getProperty("problem.cause")),
                            p.getProperty("problem.happened", ""),
                            p.getProperty("problem.doing", ""),
                            p.getProperty("problem.advice", ""),
                            p.getProperty("problem.detail", "")))
                    : Optional.empty();
            OutboxEntry entry = new OutboxEntry(
                    directory.getFileName().toString(),
                    p.getProperty("account", ""),
                    p.getProperty("subject", ""),
                    words(p.getProperty("recipients", "")),
                    Long.parseLong(p.getProperty("size", "0")),
                    Status.valueOf(p.getProperty("status", "")),
                    Instant.parse(p.getProperty("created", "")),
                    Instant.parse(p.getProperty("due", "")),
                    Integer.parseInt(p.getProperty("attempts", "0")),
                    problem);
            return Optional.of(new Stored(
                    entry,
                    p.getProperty("sender", ""),
                    words(p.getProperty("accepted", "")),
                    Boolean.parseBoolean(p.getProperty("mmsys")),
                    Boolean.parseBoolean(p.getProperty("filed"))));
        } catch (IllegalArgumentException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static Properties properties(Stored stored) {
        OutboxEntry entry = stored.entry();
        Properties p = new Properties();
        p.setProperty("account", entry.account());
        p.setProperty("subject", entry.subject());
        p.setProperty("recipients", String.join(" ", entry.recipients()));
        p.setProperty("size", String.valueOf(entry.sizeBytes()));
        p.setProperty("status", entry.status().name());
        p.setProperty("created", entry.createdAt().toString());
        p.setProperty("due", entry.dueAt().toString());
        p.setProperty("attempts", String.valueOf(entry.attempts()));
        p.setProperty("sender", stored.sender());
        p.setProperty("accepted", String.join(" ", stored.accepted()));
        p.setProperty("mmsys", String.valueOf(stored.mmsys()));
        p.setProperty("filed", String.valueOf(stored.filed()));
        entry.lastProblem().ifPresent(problem -> {
            p.setProperty("problem.cause", problem.cause().name());
            p.setProperty("problem.happened", problem.happened());
            p.setProperty("problem.doing", problem.doing());
            p.setProperty("problem.advice", problem.advice());
            p.setProperty("problem.detail", problem.detail());
        });
        return p;
    }
}
