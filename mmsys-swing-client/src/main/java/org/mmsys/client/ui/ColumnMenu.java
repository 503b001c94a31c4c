package org.mmsys.client.ui;

import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JPopupMenu;
import javax.swing.table.JTableHeader;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.Column;

/** The context menu of the list's head: which columns are shown. The subject always is. Event thread. */
final class ColumnMenu extends MouseAdapter {
    private final FolderView view;
    private final JTableHeader header;

    private ColumnMenu(FolderView view, JTableHeader header) {
        this.view = view;
        this.header = header;
    }

    static void on(JTableHeader header, FolderView view) {
        header.addMouseListener(new ColumnMenu(view, header));
    }

    @Override
    public void mousePressed(MouseEvent event) {
        offer(event);
    }

    @Override
    public void mouseReleased(MouseEvent event) {
        offer(event);
    }

    private void offer(MouseEvent event) {
        if (event.isPopupTrigger()) {
            menu().show(header, event.getX(), event.getY());
        }
    }

    private JPopupMenu menu() {
        JPopupMenu menu = new JPopupMenu();
        List<Column> shown = view.shownColumns();
        for (Column column : view.usualColumns()) {
            JCheckBoxMenuItem item =
                    new JCheckBoxMenuItem(Texts.of("list.column." + column.id()), shown.contains(column));
            item.setName("column." + column.id());
            item.setEnabled(column != Column.SUBJECT);
            item.addActionListener(pressed -> view.toggleColumn(column));
            menu.add(item);
        }
        return menu;
    }
}
