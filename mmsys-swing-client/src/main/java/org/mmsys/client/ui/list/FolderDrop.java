package org.mmsys.client.ui.list;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.swing.JTree;
import javax.swing.Timer;
import javax.swing.TransferHandler;
import javax.swing.tree.TreePath;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;

/** Lets folders take messages: they are moved, or copied with the modifier; a folder held over opens by itself. Event thread. */
public final class FolderDrop extends TransferHandler {
    private static final int SPRING_MILLIS = 700;

    private final transient Target target;
    private final transient Timer spring;
    private transient Optional<TreePath> over = Optional.empty();

    /** Takes what was dropped. */
    public interface Target {
        /** Whether a folder can take these messages. */
        boolean takes(List<MessageRow.Key> messages, Folder folder);

        /** Takes them. */
        void take(List<MessageRow.Key> messages, Folder folder, boolean copy);

        /** Whether messages can be read into a folder from files. */
        boolean reads(Folder folder);

        /** Reads the messages of files into a folder. */
        void read(List<Path> files, Folder folder);
    }

    FolderDrop(JTree tree, Target target) {
        this.target = target;
        this.spring = new Timer(SPRING_MILLIS, tick -> over.ifPresent(tree::expandPath));
        spring.setRepeats(false);
    }

    @Override
    public boolean canImport(TransferSupport support) {
        Optional<Folder> folder = folder(support);
        if (folder.isEmpty()) {
            return false;
        }
        support.setShowDropLocation(true);
        if (!support.isDataFlavorSupported(MessageDrag.FLAVOUR)) {
            return support.isDataFlavorSupported(DataFlavor.javaFileListFlavor) && target.reads(folder.get());
        }
        return keys(support).map(keys -> target.takes(keys, folder.get())).orElse(false);
    }

    @Override
    public boolean importData(TransferSupport support) {
        Optional<Folder> folder = folder(support);
        if (folder.isPresent() && !support.isDataFlavorSupported(MessageDrag.FLAVOUR)) {
            List<Path> files = files(support);
            target.read(files, folder.get());
            return !files.isEmpty();
        }
        Optional<List<MessageRow.Key>> keys = keys(support);
        if (folder.isEmpty() || keys.isEmpty() || !target.takes(keys.get(), folder.get())) {
            return false;
        }
        target.take(keys.get(), folder.get(), support.isDrop() && support.getDropAction() == COPY);
        return true;
    }

    private Optional<Folder> folder(TransferSupport support) {
        if (!support.isDrop() || !(support.getDropLocation() instanceof JTree.DropLocation location)) {
            return Optional.empty();
        }
        Optional<TreePath> path = Optional.ofNullable(location.getPath());
        if (!path.equals(over)) {
            over = path;
            spring.restart();
        }
        return path.flatMap(at -> ((FolderNode) at.getLastPathComponent()).folder());
    }

    private static List<Path> files(TransferSupport support) {
        try {
            List<?> files = (List<?>) support.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
            return files.stream().map(file -> ((File) file).toPath()).toList();
        } catch (UnsupportedFlavorException | IOException | java.awt.dnd.InvalidDnDOperationException notReadable) {
            return List.of();
        }
    }

    private static Optional<List<MessageRow.Key>> keys(TransferSupport support) {
        try {
            MessageDrag drag = (MessageDrag) support.getTransferable().getTransferData(MessageDrag.FLAVOUR);
            return Optional.of(drag.keys());
        } catch (UnsupportedFlavorException | IOException | java.awt.dnd.InvalidDnDOperationException notReadable) {
            return Optional.empty();
        }
    }
}
