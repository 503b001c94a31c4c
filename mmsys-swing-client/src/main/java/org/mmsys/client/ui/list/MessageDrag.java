package org.mmsys.client.ui.list;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.File;
import java.util.List;
import java.util.function.Supplier;
import org.mmsys.client.core.model.MessageRow;

/**
 * Messages on their way to a folder, or as files to another program: the files are made only when that asks for them. Immutable.
 *
 * @param files makes the files
 */
public record MessageDrag(List<MessageRow.Key> keys, Supplier<List<File>> files) implements Transferable {
    /** The flavour by which a folder recognises them. */
    public static final DataFlavor FLAVOUR = flavour();

    public MessageDrag {
        keys = List.copyOf(keys);
    }

    @Override
    public DataFlavor[] getTransferDataFlavors() {
        return new DataFlavor[] {FLAVOUR, DataFlavor.javaFileListFlavor};
    }

    @Override
    public boolean isDataFlavorSupported(DataFlavor flavour) {
        return FLAVOUR.equals(flavour) || DataFlavor.javaFileListFlavor.equals(flavour);
    }

    @Override
    public Object getTransferData(DataFlavor flavour) throws UnsupportedFlavorException {
        if (!isDataFlavorSupported(flavour)) {
            throw new UnsupportedFlavorException(flavour);
        }
        return FLAVOUR.equals(flavour) ? this : files.get();
    }

    private static DataFlavor flavour() {
        try {
            return new DataFlavor(
                    DataFlavor.javaJVMLocalObjectMimeType + ";class=" + MessageDrag.class.getName(),
                    "messages",
                    MessageDrag.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
