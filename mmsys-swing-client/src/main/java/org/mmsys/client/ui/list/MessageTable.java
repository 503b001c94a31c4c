package org.mmsys.client.ui.list;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.datatransfer.Transferable;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.swing.JComponent;
import javax.swing.JTable;
import javax.swing.JViewport;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.TransferHandler;
import javax.swing.UIManager;
import javax.swing.event.ListSelectionEvent;
import javax.swing.table.TableColumn;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Commands;
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
    private transient boolean swapping;
    private transient List<Column> shown = List.of();

    /** A table over that list; {@code status} gives the text of the status column. */
    public MessageTable(MessageListModel messages, DateTexts dates, Function<MessageRow, String> status) {
        super(messages);
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
        putClientProperty("JTable.autoStartsEdit", false);
        putClientProperty("terminateEditOnFocusLost", true);
        Commands.accessible(this, Texts.of("list.table"));
        getTableHeader().setDefaultRenderer(new HeaderCells(getTableHeader().getDefaultRenderer(), messages));
        cells.refreshFonts();
        messages.addSwapListener(new Keeping());
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
        shown = List.copyOf(columns);
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
            widths.put((Column) column.getIdentifier(), Math.round(column.getWidth() / (Theme.px(100) / 100f)));
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
        setRowHeight(Theme.px(UIManager.getInt("Table.rowHeight")));
        setShowGrid(false);
        setIntercellSpacing(new Dimension(0, 0));
        if (cells != null) {
            SwingUtilities.updateComponentTreeUI(cells);
            cells.refreshFonts();
            showColumns(shown, Column::width);
        }
    }

    private void selectionChanged(ListSelectionEvent event) {
        if (!swapping && !event.getValueIsAdjusting()) {
            onSelection.accept(selected());
        }
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

    private final class Keeping implements MessageListModel.SwapListener {
        private final List<MessageRow.Key> keys = new ArrayList<>();
        private int first;
        private Optional<MessageRow.Key> anchor = Optional.empty();
        private int offset;

        @Override
        public void before() {
            swapping = true;
            keys.clear();
            selected().forEach(row -> keys.add(row.key()));
            first = getSelectedRow();
            Rectangle visible = getVisibleRect();
            int top = rowAtPoint(visible.getLocation());
            anchor = top < 0 ? Optional.empty() : Optional.of(messages.row(top).key());
            offset = top < 0 ? 0 : visible.y - getCellRect(top, 0, true).y;
        }

        @Override
        public void after(boolean removed, boolean fresh) {
            boolean atTop = anchor.isEmpty() || getVisibleRect().y == 0;
            ListSelectionModel selection = getSelectionModel();
            selection.setValueIsAdjusting(true);
            clearSelection();
            if (!fresh) {
                for (MessageRow.Key key : keys) {
                    messages.place(key).ifPresent(place -> addRowSelectionInterval(place, place));
                }
                if (removed && !keys.isEmpty() && getSelectedRow() < 0 && getRowCount() > 0) {
                    int next = Math.min(first, getRowCount() - 1);
                    setRowSelectionInterval(next, next);
                }
            }
            selection.setValueIsAdjusting(false);
            swapping = false;
            scroll(fresh, atTop);
            onSelection.accept(selected());
        }

        private void scroll(boolean fresh, boolean atTop) {
            if (!(getParent() instanceof JViewport viewport)) {
                return;
            }
            int kept = keys.isEmpty() ? -1 : messages.place(keys.get(0)).orElse(-1);
            if (fresh) {
                viewport.setViewPosition(new Point(0, 0));
            } else if (atTop && kept < 0) {
                return;
            } else if (anchor.isPresent() && messages.place(anchor.get()).isPresent()) {
                Rectangle cell = getCellRect(messages.place(anchor.get()).getAsInt(), 0, true);
                int last = Math.max(0, getRowCount() * getRowHeight() - viewport.getHeight());
                viewport.setViewPosition(new Point(0, Math.max(0, Math.min(last, cell.y + offset))));
            }
            if (!fresh && kept >= 0) {
                scrollRectToVisible(getCellRect(kept, 0, true));
            }
        }

        @Override
        public void refreshed() {
            onSelection.accept(selected());
        }
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
            List<MessageRow.Key> keys = selected().stream().map(MessageRow::key).toList();
            setDragImage(picture(Texts.of("drag.count", keys.size())));
            setDragImageOffset(new Point(Theme.px(-12), Theme.px(-8)));
            return new MessageDrag(keys);
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
