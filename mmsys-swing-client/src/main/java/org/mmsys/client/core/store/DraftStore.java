package org.mmsys.client.core.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.MessageRow;

/** Drafts as they were typed, with copies of their attachments: a directory each. Thread-safe for different drafts. */
public final class DraftStore {
    private static final String FILE = "draft.properties";

    private final Path root;

    public DraftStore(Path profile) {
        this.root = profile.resolve("drafts");
    }

    Path directory(String id) {
        if (!id.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("draft id \"" + id + "\"");
        }
        return root.resolve(id);
    }

    /** Saves a draft; after return it survives a crash. The value refers to the copies of its attachments. */
    public Draft save(Draft draft) throws IOException {
        Path directory = directory(draft.id());
        Files.createDirectories(directory);
        Draft copied = copyAttachments(draft, directory);
        SmallFile.write(directory.resolve(FILE), properties(copied));
        removeOthers(directory, copied);
        return copied;
    }

    private static Draft copyAttachments(Draft draft, Path directory) throws IOException {
        List<Draft.Attachment> files = new ArrayList<>();
        for (Draft.Attachment file : draft.attachments()) {
            if (directory.equals(file.file().getParent())) {
                files.add(file);
                continue;
            }
            Path copy = directory.resolve(UUID.randomUUID() + ".bin");
            Files.copy(file.file(), copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            files.add(new Draft.Attachment(copy, file.name(), file.type(), Files.size(copy)));
        }
        return draft.with(draft.to(), draft.cc(), draft.bcc(), draft.subject(), draft.body(), files);
    }

    private static void removeOthers(Path directory, Draft draft) throws IOException {
        List<Path> wanted =
                draft.attachments().stream().map(Draft.Attachment::file).toList();
        try (var files = Files.newDirectoryStream(directory, "*.bin")) {
            for (Path file : files) {
                if (!wanted.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A draft; empty if there is none of this id. */
    public Optional<Draft> read(String id) throws IOException {
        return read(directory(id));
    }

    static Optional<Draft> read(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(FILE))) {
            return Optional.empty();
        }
        Properties p = SmallFile.read(directory.resolve(FILE));
        List<Draft.Attachment> files = new ArrayList<>();
        for (int i = 0; p.containsKey("file." + i); i++) {
            files.add(new Draft.Attachment(
                    directory.resolve(p.getProperty("file." + i)),
                    p.getProperty("name." + i, "file"),
                    p.getProperty("type." + i, "application/octet-stream"),
                    Long.parseLong(p.getProperty("size." + i, "0"))));
        }
        Optional<Draft.Answered> answers = Optional.empty();
        if (p.containsKey("answers.kind")) {
            MessageRow.Key key = new MessageRow.Key(
                    p.getProperty("answers.account", ""),
                    p.getProperty("answers.folder", ""),
                    p.getProperty("answers.id", ""));
            answers = Optional.of(new Draft.Answered(key, Draft.Kind.valueOf(p.getProperty("answers.kind"))));
        }
        String references = p.getProperty("references", "");
        return Optional.of(new Draft(
                p.getProperty("id", ""),
                p.getProperty("account", ""),
                p.getProperty("to", ""),
                p.getProperty("cc", ""),
                p.getProperty("bcc", ""),
                p.getProperty("subject", ""),
                p.getProperty("body", ""),
                files,
                p.getProperty("message-id", ""),
                p.getProperty("in-reply-to", ""),
                references.isEmpty() ? List.of() : List.of(references.split(" ", -1)),
                answers));
    }

    private static Properties properties(Draft draft) {
        Properties p = new Properties();
        p.setProperty("id", draft.id());
        p.setProperty("account", draft.account());
        p.setProperty("to", draft.to());
        p.setProperty("cc", draft.cc());
        p.setProperty("bcc", draft.bcc());
        p.setProperty("subject", draft.subject());
        p.setProperty("body", draft.body());
        p.setProperty("message-id", draft.messageId());
        p.setProperty("in-reply-to", draft.inReplyTo());
        p.setProperty("references", String.join(" ", draft.references()));
        for (int i = 0; i < draft.attachments().size(); i++) {
            Draft.Attachment file = draft.attachments().get(i);
            p.setProperty("file." + i, file.file().getFileName().toString());
            p.setProperty("name." + i, file.name());
            p.setProperty("type." + i, file.type());
            p.setProperty("size." + i, String.valueOf(file.sizeBytes()));
        }
        draft.answers().ifPresent(answered -> {
            p.setProperty("answers.kind", answered.kind().name());
            p.setProperty("answers.account", answered.key().account());
            p.setProperty("answers.folder", answered.key().folder());
            p.setProperty("answers.id", answered.key().id());
        });
        return p;
    }

    /** All there are. One that is damaged is passed over. */
    public List<Draft> all() throws IOException {
        List<Draft> drafts = new ArrayList<>();
        try (var directories = Files.newDirectoryStream(root)) {
            for (Path directory : directories) {
                read(directory).ifPresent(drafts::add);
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return drafts;
    }

    /** Removes a draft and its files. */
    public void delete(String id) throws IOException {
        deleteTree(directory(id));
    }

    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(directory)) {
            all = new ArrayList<>(walk.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(all.get(i));
        }
    }
}
