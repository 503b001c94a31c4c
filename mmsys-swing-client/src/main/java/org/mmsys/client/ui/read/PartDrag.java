package org.mmsys.client.ui.read;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.TransferHandler;
import org.mmsys.client.ui.kit.Theme;

/**
 * Lets an attachment be dragged to another program: it is saved to a temporary file when the mouse begins to drag, and the drag begins
 * when it is there. Event thread.
 */
final class PartDrag extends MouseAdapter {
    private static final int FAR_ENOUGH = 6;

    private final JComponent chip;
    private final Files files;
    private Optional<MouseEvent> pressed = Optional.empty();

    /** Makes a file of the attachment and says where it is; never, if that fails. */
    interface Files {
        void make(Consumer<Path> made);
    }

    private PartDrag(JComponent chip, Files files) {
        this.chip = chip;
        this.files = files;
    }

    static void on(JComponent chip, Files files) {
        PartDrag drag = new PartDrag(chip, files);
        chip.addMouseListener(drag);
        chip.addMouseMotionListener(drag);
    }

    @Override
    public void mousePressed(MouseEvent event) {
        pressed = Optional.of(event);
    }

    @Override
    public void mouseReleased(MouseEvent event) {
        pressed = Optional.empty();
    }

    @Override
    public void mouseDragged(MouseEvent event) {
        Optional<MouseEvent> began =
                pressed.filter(from -> from.getPoint().distance(event.getPoint()) > Theme.px(FAR_ENOUGH));
        if (began.isPresent()) {
            pressed = Optional.empty();
            files.make(file -> {
                chip.setTransferHandler(new Out(file));
                chip.getTransferHandler().exportAsDrag(chip, event, TransferHandler.COPY);
            });
        }
    }

    /** One file on its way to another program. */
    static final class Out extends TransferHandler {
        private final transient Path file;

        Out(Path file) {
            this.file = file;
        }

        @Override
        public int getSourceActions(JComponent source) {
            return COPY;
        }

        @Override
        protected Transferable createTransferable(JComponent source) {
            return new Transferable() {
                @Override
                public DataFlavor[] getTransferDataFlavors() {
                    return new DataFlavor[] {DataFlavor.javaFileListFlavor};
                }

                @Override
                public boolean isDataFlavorSupported(DataFlavor flavour) {
                    return DataFlavor.javaFileListFlavor.equals(flavour);
                }

                @Override
                public Object getTransferData(DataFlavor flavour) throws UnsupportedFlavorException {
                    if (!isDataFlavorSupported(flavour)) {
                        throw new UnsupportedFlavorException(flavour);
                    }
                    return List.of(file.toFile());
                }
            };
        }
    }
}
