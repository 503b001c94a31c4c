package org.mmsys.client.ui.list;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.util.List;
import org.mmsys.client.core.model.MessageRow;

/** Messages on their way to a folder; they never leave this program. Immutable. */
public record MessageDrag(List<MessageRow.Key> keys) implements Transferable {
    /** The flavour by which a folder recognises them. */
    public static final DataFlavor FLAVOUR = flavour();

    public MessageDrag {
        keys = List.copyOf(keys);
    }

    @Override
    public DataFlavor[] getTransferDataFlavors() {
        return new DataFlavor[] {FLAVOUR};
    }

    @Override
    public boolean isDataFlavorSupported(DataFlavor flavour) {
        return FLAVOUR.equals(flavour);
    }

    @Override
    public Object getTransferData(DataFlavor flavour) throws UnsupportedFlavorException {
        if (!isDataFlavorSupported(flavour)) {
            throw new UnsupportedFlavorException(flavour);
        }
        return this;
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
