package org.mmsys.client.ui.list;

import java.awt.Component;
import javax.swing.Icon;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.SwingConstants;
import javax.swing.UIManager;
import javax.swing.table.TableCellRenderer;
import org.mmsys.client.ui.kit.Icons;

/** The heads of the columns: icons for the narrow ones, an arrow on the one that sorts. Event thread. */
final class HeaderCells implements TableCellRenderer {
    private final TableCellRenderer inner;
    private final MessageListModel model;
    private final Icon star = Icons.tinted("star", 14, "Mms.muted");
    private final Icon clip = Icons.tinted("attachment", 14, "Mms.muted");

    HeaderCells(TableCellRenderer inner, MessageListModel model) {
        this.inner = inner;
        this.model = model;
    }

    @Override
    public Component getTableCellRendererComponent(
            JTable table, Object value, boolean selected, boolean focused, int line, int column) {
        Component cell = inner.getTableCellRendererComponent(table, value, selected, focused, line, column);
        if (cell instanceof JLabel label) {
            Column kind = (Column) table.getColumnModel().getColumn(column).getIdentifier();
            label.getAccessibleContext().setAccessibleName(String.valueOf(value));
            label.setIcon(null);
            label.setHorizontalAlignment(kind.isIcon() ? SwingConstants.CENTER : SwingConstants.LEADING);
            label.setHorizontalTextPosition(SwingConstants.LEADING);
            if (kind == Column.SIZE) {
                label.setHorizontalAlignment(SwingConstants.TRAILING);
            }
            if (kind == Column.STAR || kind == Column.ATTACHMENT) {
                label.setText("");
                label.setIcon(kind == Column.STAR ? star : clip);
                label.setToolTipText(String.valueOf(value));
            } else if (model.query().sort() == kind) {
                label.setIcon(UIManager.getIcon(
                        model.query().ascending() ? "Table.ascendingSortIcon" : "Table.descendingSortIcon"));
            }
        }
        return cell;
    }
}
