package org.mmsys.client.ui.list;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.datatransfer.Transferable;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.swing.JComponent;
import javax.swing.JTable;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.TransferHandler;
import javax.swing.UIManager;
import javax.swing.event.ListSelectionEvent;
import javax.swing.table.TableColumn;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/**
 * The message list: columns, selection by message, dragging to folders.
 *
 * <p>However the rows change, the selected messages stay selected and the message under the mouse stays there. Event thread.
 */
public final class MessageTable extends JTable {
    private final transient MessageListModel messages;
    private final transient MessageCells cells;
    private transient Consumer<List<MessageRow>> onSelection = rows -> {};
    private transient Consumer<MessageRow> onStar = row -> {};
    private transient Consumer<MessageRow> onOpen = row -> {};
    private final transient Keeping keeping;
    private float scale = 1;
    private Density density = Density.NORMAL;
    private final transient FileSource files;

    /** Makes files of messages that are dragged to another program. Waits for the disk a moment. */
    public interface FileSource {
        /** The files, in the order of the messages; those that are not on this disk are left out. */
        List<File> files(List<MessageRow> rows);
    }

    /** A table over that list; {@code status} gives the text of the status column. */
    public MessageTable(
            MessageListModel messages, DateTexts dates, Function<MessageRow, String> status, FileSource files) {
        super(messages);
        this.files = files;
        this.messages = messages;
        this.cells = new MessageCells(messages, dates, status);
        setName("messages");
        setAutoCreateColumnsFromModel(false);
        showColumns(
                List.of(Column.STAR, Column.ATTACHMENT, Column.SUBJECT, Column.FROM, Column.DATE, Column.SIZE),
                Column::width);
        setDefaultRenderer(MessageRow.class, cells);
        setSelectionMode(ListSelectionModel.MULTIPLE_INTERVAL_SELECTION);
        setAutoResizeMode(AUTO_RESIZE_SUBSEQUENT_COLUMNS);
        setFillsViewportHeight(true);
        setAutoCreateRowSorter(false);
        setDragEnabled(true);
        setTransferHandler(new Dragging());
        KeyMap.release(this, "F2", "F8");
        // Tab leaves the list: there is nothing to be typed in its cells.
        setFocusTraversalKeys(KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, null);
        setFocusTraversalKeys(KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, null);
        putClientProperty("JTable.autoStartsEdit", false);
        putClientProperty("terminateEditOnFocusLost", true);
        Commands.accessible(this, Texts.of("list.table"));
        getTableHeader().setDefaultRenderer(new HeaderCells(getTableHeader().getDefaultRenderer(), messages));
        cells.refreshFonts();
        keeping = new Keeping(this, messages);
        messages.addSwapListener(keeping);
        getSelectionModel().addListSelectionListener(this::selectionChanged);
        Mouse mouse = new Mouse();
        addMouseListener(mouse);
        getTableHeader().addMouseListener(mouse);
    }

    /** Hears the messages that are selected, after each change that is not over yet in between. */
    public void onSelection(Consumer<List<MessageRow>> listener) {
        onSelection = listener;
    }

    /** Hears a click on the star of a message. */
    public void onStar(Consumer<MessageRow> listener) {
        onStar = listener;
    }

    /** Hears a double click. */
    public void onOpen(Consumer<MessageRow> listener) {
        onOpen = listener;
    }

    /** Shows these columns in this order, with widths at 100 % zoom. */
    public void showColumns(List<Column> columns, Function<Column, Integer> widths) {
        scale = Theme.px(100) / 100f;
        while (getColumnCount() > 0) {
            removeColumn(getColumnModel().getColumn(0));
        }
        for (Column column : columns) {
            TableColumn made = new TableColumn(column.number(), Theme.px(widths.apply(column)));
            made.setIdentifier(column);
            made.setHeaderValue(messages.getColumnName(column.number()));
            if (column.isIcon()) {
                made.setMinWidth(Theme.px(column.width()));
                made.setMaxWidth(Theme.px(column.widthMax()));
                made.setResizable(false);
            } else {
                made.setMinWidth(Theme.px(50));
                made.setMaxWidth(Theme.px(column.widthMax()));
            }
            addColumn(made);
        }
    }

    /** The columns on show, in the order the user has put them in. */
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < getColumnCount(); i++) {
            columns.add((Column) getColumnModel().getColumn(i).getIdentifier());
        }
        return columns;
    }

    /** The widths of the columns on show, at 100 % zoom. */
    public Map<Column, Integer> widths() {
        Map<Column, Integer> widths = new EnumMap<>(Column.class);
        for (int i = 0; i < getColumnCount(); i++) {
            TableColumn column = getColumnModel().getColumn(i);
            widths.put((Column) column.getIdentifier(), Math.round(column.getWidth() / scale));
        }
        return widths;
    }

    /** The messages that are selected, in the order of the list. */
    public List<MessageRow> selected() {
        List<MessageRow> rows = new ArrayList<>();
        for (int place : getSelectedRows()) {
            if (place < messages.getRowCount()) {
                rows.add(messages.row(place));
            }
        }
        return rows;
    }

    /** Selects a message and brings it into view; says whether it is in the list. */
    public boolean select(MessageRow.Key key) {
        OptionalInt place = messages.place(key);
        place.ifPresent(this::selectPlace);
        return place.isPresent();
    }

    /** Selects a line, if there is one, and brings it into view. */
    public void selectPlace(int place) {
        if (place >= 0 && place < getRowCount()) {
            setRowSelectionInterval(place, place);
            scrollRectToVisible(getCellRect(place, 0, true));
        }
    }

    /** The line the keys go on from: the last selected, or -1. */
    public int current() {
        int lead = getSelectionModel().getLeadSelectionIndex();
        return isRowSelected(lead) ? lead : getSelectedRow();
    }

    /** Opens or closes the thread of a line. */
    public void toggleThread(int place) {
        ListView view = messages.view();
        ListQuery query = messages.query();
        Set<Long> exceptions = new HashSet<>(query.collapsed());
        long thread = view.thread(place);
        if (!exceptions.remove(thread)) {
            exceptions.add(thread);
        }
        messages.show(query.threaded(true, exceptions, query.collapseAll()));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        setRowHeight(lineHeight());
        setShowGrid(false);
        setIntercellSpacing(new Dimension(0, 0));
        if (cells != null) {
            SwingUtilities.updateComponentTreeUI(cells);
            cells.refreshFonts();
            Map<Column, Integer> widths = widths();
            showColumns(columns(), column -> widths.getOrDefault(column, column.width()));
        }
    }

    /** Sets how much room a message has; the selection stays in view. */
    public void setDensity(Density wanted) {
        density = wanted;
        setRowHeight(lineHeight());
        int line = current();
        if (line >= 0) {
            scrollRectToVisible(getCellRect(line, 0, true));
        }
    }

    /** How much room a message has. */
    public Density density() {
        return density;
    }

    private int lineHeight() {
        // Swing asks while the fields have not been set.
        Density now = density == null ? Density.NORMAL : density;
        return now.height(Theme.px(UIManager.getInt("Table.rowHeight")));
    }

    private void selectionChanged(ListSelectionEvent event) {
        if (!keeping.swapping() && !event.getValueIsAdjusting()) {
            keeping.forget();
            tellSelection();
        }
    }

    /** Says what is selected. */
    void tellSelection() {
        onSelection.accept(selected());
    }

    @Override
    @SuppressWarnings("NullAway") // null is how Swing says that there is no tooltip
    public String getToolTipText(MouseEvent event) {
        Point point = event.getPoint();
        int place = rowAtPoint(point);
        int column = columnAtPoint(point);
        if (place < 0 || column < 0) {
            return null;
        }
        JComponent cell = (JComponent) prepareRenderer(getCellRenderer(place, column), place, column);
        boolean cut = cell.getPreferredSize().width
                > getColumnModel().getColumn(column).getWidth();
        return cut ? cell.getAccessibleContext().getAccessibleName() : null;
    }

    private final class Mouse extends MouseAdapter {
        @Override
        public void mousePressed(MouseEvent event) {
            if (event.getSource() == MessageTable.this && SwingUtilities.isLeftMouseButton(event)) {
                pressed(event.getPoint());
            }
        }

        private void pressed(Point point) {
            int place = rowAtPoint(point);
            int column = columnAtPoint(point);
            if (place < 0 || column < 0) {
                return;
            }
            Object kind = getColumnModel().getColumn(column).getIdentifier();
            if (kind == Column.STAR) {
                onStar.accept(messages.row(place));
            } else if (kind == Column.SUBJECT && messages.view().threadSize(place) > 1) {
                int x = point.x - getCellRect(place, column, false).x - Theme.px(8);
                if (x >= SubjectIcon.chevronStart() && x <= SubjectIcon.chevronEnd()) {
                    toggleThread(place);
                }
            }
        }

        @Override
        public void mouseClicked(MouseEvent event) {
            if (!SwingUtilities.isLeftMouseButton(event)) {
                return;
            }
            if (event.getSource() == getTableHeader()) {
                int column = getTableHeader().columnAtPoint(event.getPoint());
                if (column >= 0) {
                    sort((Column) getColumnModel().getColumn(column).getIdentifier());
                }
            } else if (event.getClickCount() == 2 && rowAtPoint(event.getPoint()) >= 0) {
                int column = columnAtPoint(event.getPoint());
                if (column >= 0 && getColumnModel().getColumn(column).getIdentifier() != Column.STAR) {
                    onOpen.accept(messages.row(rowAtPoint(event.getPoint())));
                }
            }
        }
    }

    /** Sorts by a column; the other way round when it is that one already. Dates and sizes begin with the largest. */
    public void sort(Column column) {
        ListQuery query = messages.query();
        boolean up = query.sort() == column ? !query.ascending() : column != Column.DATE && column != Column.SIZE;
        messages.show(query.sorted(column, up));
        getTableHeader().repaint();
    }

    private final class Dragging extends TransferHandler {
        @Override
        public int getSourceActions(JComponent source) {
            return COPY_OR_MOVE;
        }

        @Override
        protected Transferable createTransferable(JComponent source) {
            List<MessageRow> rows = selected();
            List<MessageRow.Key> keys = rows.stream().map(MessageRow::key).toList();
            setDragImage(picture(Texts.of("drag.count", keys.size())));
            setDragImageOffset(new Point(Theme.px(-12), Theme.px(-8)));
            return new MessageDrag(keys, () -> files.files(rows));
        }

        private BufferedImage picture(String text) {
            int width = getFontMetrics(getFont()).stringWidth(text) + Theme.px(24);
            int height = Theme.px(26);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Theme.color("Mms.toast.background"));
            g.fillRoundRect(0, 0, width, height, height, height);
            g.setColor(Theme.color("Mms.toast.foreground"));
            g.setFont(getFont());
            g.drawString(text, Theme.px(12), (height + getFontMetrics(getFont()).getAscent()) / 2 - Theme.px(2));
            g.dispose();
            return image;
        }
    }
}
