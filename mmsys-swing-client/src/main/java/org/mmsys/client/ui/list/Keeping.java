package org.mmsys.client.ui.list;

import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.JViewport;
import javax.swing.ListSelectionModel;
import org.mmsys.client.core.model.MessageRow;

/**
 * Keeps the selection and the place of a list by message while its rows change.
 *
 * <p>What a filter hides stays remembered until the user selects something else: when the filter goes, selection and place are as they
 * were. Event thread.
 */
final class Keeping implements MessageListModel.SwapListener {
    private final MessageTable table;
    private final MessageListModel messages;
    private final List<MessageRow.Key> keys = new ArrayList<>();
    private final List<MessageRow.Key> hidden = new ArrayList<>();
    private Optional<Place> place = Optional.empty();
    private Optional<Place> hiddenPlace = Optional.empty();
    private int first;
    private boolean swapping;

    /** The message at the upper edge, and how much of it is above. */
    private record Place(MessageRow.Key top, int offset, boolean atTop) {}

    Keeping(MessageTable table, MessageListModel messages) {
        this.table = table;
        this.messages = messages;
    }

    /** Whether the selection changes because the rows do. */
    boolean swapping() {
        return swapping;
    }

    /** The user has selected something: what was hidden is not wanted any more. */
    void forget() {
        hidden.clear();
        hiddenPlace = Optional.empty();
    }

    @Override
    public void before() {
        swapping = true;
        keys.clear();
        table.selected().forEach(row -> keys.add(row.key()));
        first = table.getSelectedRow();
        Rectangle visible = table.getVisibleRect();
        int top = table.rowAtPoint(visible.getLocation());
        place = top < 0
                ? Optional.empty()
                : Optional.of(new Place(
                        messages.row(top).key(), visible.y - table.getCellRect(top, 0, true).y, visible.y == 0));
    }

    @Override
    public void after(boolean removed, boolean fresh) {
        ListSelectionModel selection = table.getSelectionModel();
        selection.setValueIsAdjusting(true);
        table.clearSelection();
        if (fresh) {
            forget();
        } else {
            comeBack();
            hide(removed);
            for (MessageRow.Key key : keys) {
                messages.place(key).ifPresent(line -> table.addRowSelectionInterval(line, line));
            }
            if (removed && !keys.isEmpty() && table.getSelectedRow() < 0 && table.getRowCount() > 0) {
                int next = Math.min(first, table.getRowCount() - 1);
                table.setRowSelectionInterval(next, next);
            }
        }
        selection.setValueIsAdjusting(false);
        swapping = false;
        scroll(fresh);
        table.tellSelection();
    }

    /** What a filter had hidden is there again. */
    private void comeBack() {
        boolean all = !hidden.isEmpty()
                && hidden.stream().allMatch(key -> messages.place(key).isPresent());
        if (all) {
            keys.addAll(hidden);
            place = hiddenPlace;
            forget();
        }
    }

    private void hide(boolean removed) {
        if (removed || !messages.query().filters()) {
            return;
        }
        List<MessageRow.Key> gone =
                keys.stream().filter(key -> messages.place(key).isEmpty()).toList();
        if (!gone.isEmpty()) {
            hidden.addAll(gone);
            hiddenPlace = hiddenPlace.or(() -> place);
        }
    }

    private void scroll(boolean fresh) {
        if (!(table.getParent() instanceof JViewport viewport)) {
            return;
        }
        int kept = keys.isEmpty() ? -1 : messages.place(keys.get(0)).orElse(-1);
        boolean atTop = place.map(Place::atTop).orElse(true);
        if (fresh) {
            viewport.setViewPosition(new Point(0, 0));
        } else if (atTop && kept < 0) {
            return;
        } else if (place.isPresent() && messages.place(place.get().top()).isPresent()) {
            int line = messages.place(place.get().top()).getAsInt();
            int y = table.getCellRect(line, 0, true).y + place.get().offset();
            int last = Math.max(0, table.getRowCount() * table.getRowHeight() - viewport.getHeight());
            viewport.setViewPosition(new Point(0, Math.max(0, Math.min(last, y))));
        }
        if (!fresh && kept >= 0) {
            table.scrollRectToVisible(table.getCellRect(kept, 0, true));
        }
    }

    @Override
    public void refreshed() {
        table.tellSelection();
    }
}
