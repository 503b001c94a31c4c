package org.mmsys.client.ui.write;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.TransferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets files be dropped or pasted on a text, where they become attachments; everything else goes the way it went before. Event thread. */
final class FileDrop extends TransferHandler {
    private static final Logger log = LoggerFactory.getLogger(FileDrop.class);

    private final transient TransferHandler before;
    private final transient Consumer<List<Path>> onFiles;

    FileDrop(JComponent component, Consumer<List<Path>> onFiles) {
        this.before = component.getTransferHandler();
        this.onFiles = onFiles;
        component.setTransferHandler(this);
    }

    @Override
    public boolean canImport(TransferSupport support) {
        return support.isDataFlavorSupported(DataFlavor.javaFileListFlavor)
                || before != null && before.canImport(support);
    }

    @Override
    public boolean importData(TransferSupport support) {
        if (!support.isDataFlavorSupported(DataFlavor.javaFileListFlavor)) {
            return before != null && before.importData(support);
        }
        try {
            List<?> files = (List<?>) support.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
            List<Path> paths = new ArrayList<>();
            files.forEach(file -> paths.add(((File) file).toPath()));
            onFiles.accept(paths);
            return !paths.isEmpty();
        } catch (UnsupportedFlavorException | IOException unreadable) {
            log.atDebug().setCause(unreadable).log("dropped files not read");
            return false;
        }
    }

    @Override
    public int getSourceActions(JComponent component) {
        return before == null ? NONE : before.getSourceActions(component);
    }

    @Override
    public void exportToClipboard(JComponent component, java.awt.datatransfer.Clipboard clipboard, int action) {
        if (before != null) {
            before.exportToClipboard(component, clipboard, action);
        }
    }
}
