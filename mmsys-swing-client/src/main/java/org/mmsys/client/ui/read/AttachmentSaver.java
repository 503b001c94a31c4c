package org.mmsys.client.ui.read;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.awt.Component;
import java.awt.Desktop;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage.Part;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves and opens attachments. The engine writes them under their final names only when they are complete; programs are not opened
 * from here, only saved. Event thread.
 */
public final class AttachmentSaver {
    private static final Logger log = LoggerFactory.getLogger(AttachmentSaver.class);
    private static final int SAME_NAME_MAX = 999;

    private final MailService service;
    private final UiExecutor executor;
    private final Component owner;
    private final Consumer<String> say;
    private final Consumer<String> warn;
    private Optional<File> last = Optional.empty();

    /** {@code say} hears what went well, {@code warn} what did not. */
    public AttachmentSaver(
            MailService service, UiExecutor executor, Component owner, Consumer<String> say, Consumer<String> warn) {
        this.service = service;
        this.executor = executor;
        this.owner = owner;
        this.say = say;
        this.warn = warn;
    }

    /** What the bar of a message can do, for the message that is then on show. */
    AttachmentBar.Actions actions(Supplier<Optional<MessageRow.Key>> message) {
        return new AttachmentBar.Actions() {
            @Override
            public void open(Part part) {
                message.get().ifPresent(key -> openPart(key, part));
            }

            @Override
            public void save(Part part) {
                message.get().ifPresent(key -> savePart(key, part));
            }

            @Override
            public void saveAll(List<Part> parts) {
                message.get().ifPresent(key -> saveParts(key, parts));
            }

            @Override
            public void file(Part part, Consumer<Path> made) {
                message.get().ifPresent(key -> temporaryFile(key, part, made));
            }
        };
    }

    private void savePart(MessageRow.Key key, Part part) {
        SystemFileChooser chooser = new SystemFileChooser();
        last.ifPresent(chooser::setCurrentDirectory);
        chooser.setSelectedFile(new File(chooser.getCurrentDirectory(), part.name()));
        if (chooser.showSaveDialog(owner) == SystemFileChooser.APPROVE_OPTION) {
            File file = chooser.getSelectedFile();
            last = Optional.ofNullable(file.getParentFile());
            saveTo(key, part, file.toPath());
        }
    }

    /** Saves a part to that file. */
    void saveTo(MessageRow.Key key, Part part, Path file) {
        executor.then(
                service.savePart(key, part.number(), file),
                saved -> say.accept(Texts.of("reader.attachment.saved", saved.getFileName())),
                problem -> warn.accept(Texts.of("reader.attachment.failed", part.name(), problem.text())));
    }

    private void saveParts(MessageRow.Key key, List<Part> parts) {
        SystemFileChooser chooser = new SystemFileChooser();
        chooser.setFileSelectionMode(SystemFileChooser.DIRECTORIES_ONLY);
        last.ifPresent(chooser::setCurrentDirectory);
        if (chooser.showSaveDialog(owner) != SystemFileChooser.APPROVE_OPTION) {
            return;
        }
        File folder = chooser.getSelectedFile();
        last = Optional.of(folder);
        int[] left = {parts.size()};
        for (Part part : parts) {
            executor.then(
                    service.savePart(key, part.number(), free(folder.toPath(), part.name())),
                    saved -> {
                        if (--left[0] == 0) {
                            say.accept(Texts.of("reader.attachment.saved-all", parts.size()));
                        }
                    },
                    problem -> warn.accept(Texts.of("reader.attachment.failed", part.name(), problem.text())));
        }
    }

    /** A name in that folder that no file has yet: {@code plan (2).pdf}. */
    static Path free(Path folder, String name) {
        Path file = folder.resolve(name);
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : "";
        for (int i = 2; Files.exists(file) && i < SAME_NAME_MAX; i++) {
            file = folder.resolve(stem + " (" + i + ")" + ending);
        }
        return file;
    }

    private void openPart(MessageRow.Key key, Part part) {
        if (part.executable()) {
            warn.accept(Texts.of("reader.attachment.unsafe", part.name()));
            return;
        }
        temporaryFile(key, part, this::open);
    }

    private void temporaryFile(MessageRow.Key key, Part part, Consumer<Path> made) {
        executor.computeSlowly(
                AttachmentSaver::temporary,
                folder -> folder.ifPresent(to -> executor.then(
                        service.savePart(key, part.number(), to.resolve(part.name())),
                        file -> {
                            file.toFile().deleteOnExit();
                            made.accept(file);
                        },
                        problem -> warn.accept(Texts.of("reader.attachment.failed", part.name(), problem.text())))));
    }

    private static Optional<Path> temporary() {
        try {
            Path folder = Files.createTempDirectory("mmsys-mail");
            folder.toFile().deleteOnExit();
            return Optional.of(folder);
        } catch (IOException full) {
            log.atWarn().setCause(full).log("no temporary directory");
            return Optional.empty();
        }
    }

    private void open(Path file) {
        executor.computeSlowly(
                () -> {
                    try {
                        Desktop.getDesktop().open(file.toFile());
                        return "";
                    } catch (IOException | UnsupportedOperationException | IllegalArgumentException none) {
                        return String.valueOf(none.getMessage());
                    }
                },
                trouble -> {
                    if (!trouble.isEmpty()) {
                        warn.accept(Texts.of("reader.attachment.failed", file.getFileName(), trouble));
                    }
                });
    }
}
