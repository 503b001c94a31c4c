package org.mmsys.client.ui;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.FolderNode;

/** Folders as files: a folder is written as mbox (RFC 4155), messages are read from mbox and .eml files. Event thread. */
final class FolderFiles {
    private final MainFrame frame;
    private final Desk desk;
    private final Notices notices;

    FolderFiles(MainFrame frame, Desk desk, Notices notices) {
        this.frame = frame;
        this.desk = desk;
        this.notices = notices;
    }

    /** Whether a folder can take messages from files. */
    static boolean reads(Folder folder) {
        return folder.kind() != Folder.Kind.OUTBOX && folder.kind() != Folder.Kind.DRAFTS;
    }

    /** The folder on show, if it has messages of its own. */
    Optional<Folder> folder() {
        return frame.view().folder().filter(f -> f.kind() != Folder.Kind.OUTBOX);
    }

    /** Asks for a file and writes the folder on show to it. */
    void export() {
        folder().ifPresent(folder -> {
            SystemFileChooser chooser = new SystemFileChooser();
            chooser.setDialogTitle(Texts.of("folder.export.title", FolderNode.display(folder.id())));
            String name = MessageFiles.fileName(FolderNode.display(folder.id())).replaceFirst("\\.eml$", ".mbox");
            chooser.setSelectedFile(new File(chooser.getCurrentDirectory(), name));
            if (chooser.showSaveDialog(frame) == SystemFileChooser.APPROVE_OPTION) {
                Path file = chooser.getSelectedFile().toPath();
                desk.executor()
                        .then(
                                desk.service().export(folder.id(), file),
                                count -> notices.say(Texts.of("toast.exported", count, file.getFileName())),
                                frame::say);
            }
        });
    }

    /** Asks for files and reads their messages into the folder on show. */
    void read() {
        folder().filter(FolderFiles::reads).ifPresent(folder -> {
            SystemFileChooser chooser = new SystemFileChooser();
            chooser.setDialogTitle(Texts.of("folder.import.title", FolderNode.display(folder.id())));
            chooser.setMultiSelectionEnabled(true);
            if (chooser.showOpenDialog(frame) == SystemFileChooser.APPROVE_OPTION) {
                read(Arrays.stream(chooser.getSelectedFiles()).map(File::toPath).toList(), folder);
            }
        });
    }

    /** Reads the messages of files into a folder, one file after the other; what cannot be read ends it, and is said. */
    void read(List<Path> files, Folder folder) {
        next(new ArrayDeque<>(files), folder, 0);
    }

    private void next(Deque<Path> files, Folder folder, int before) {
        Optional<Path> file = Optional.ofNullable(files.poll());
        if (file.isEmpty()) {
            notices.say(Texts.of("toast.imported", before, FolderNode.display(folder.id())));
            return;
        }
        desk.executor()
                .then(
                        desk.service().importMail(file.get(), folder.id()),
                        count -> next(files, folder, before + count),
                        frame::say);
    }
}
