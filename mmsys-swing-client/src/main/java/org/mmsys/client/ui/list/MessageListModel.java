package org.mmsys.client.ui.list;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.swing.table.AbstractTableModel;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;

/**
 * The messages of a folder for a table of 100,000 rows.
 *
 * <p>Loading, sorting, filtering and threading run on the worker and end in one swap on the event thread; when several are asked for,
 * only the last one is shown. Views are told before and after a swap, to keep selection and place by message. All methods belong to
 * the event thread.
 */
public final class MessageListModel extends AbstractTableModel {
    private final transient UiExecutor executor;
    private final transient List<SwapListener> listeners = new ArrayList<>();
    private final transient List<UnaryOperator<RowTable>> changes = new ArrayList<>();
    private transient ListView view = ListView.EMPTY;
    /** What was asked for last; ahead of the view while the worker is busy. */
    private transient ListQuery query = ListQuery.PLAIN;

    private transient RowTable latest = RowTable.EMPTY;
    private transient boolean busy;
    private transient boolean stale;
    private transient boolean removedSince;
    private transient boolean freshSince;
    private transient boolean marksOnly = true;

    /** Hears when the rows in view change. */
    public interface SwapListener {
        /** The old rows are still there. */
        void before();

        /**
         * The new rows are there.
         *
         * @param removed whether messages have gone from the folder, so that the selection should go on to the next
         * @param fresh whether another folder is shown
         */
        void after(boolean removed, boolean fresh);

        /** The same messages are in the same places; only what is noted of them may have changed. */
        void refreshed();
    }

    /** An empty list with all columns. */
    public MessageListModel(UiExecutor executor) {
        this.executor = executor;
    }

    /** Adds one that is told about swaps. */
    public void addSwapListener(SwapListener listener) {
        listeners.add(listener);
    }

    /** Shows other rows: those of another folder. */
    public void load(List<MessageRow> rows, ListQuery how) {
        query = how;
        changes.clear();
        changes.add(before -> new RowTable(rows));
        freshSince = true;
        marksOnly = false;
        request();
    }

    /** Takes changes of the folder in. */
    public void change(List<MessageRow> added, List<MessageRow> changed, List<MessageRow.Key> removed) {
        if (!added.isEmpty() || !changed.isEmpty() || !removed.isEmpty()) {
            changes.add(before -> before.with(added, changed, removed));
            removedSince |= !removed.isEmpty();
            marksOnly &= added.isEmpty() && removed.isEmpty();
            request();
        }
    }

    /** Sorts, filters or threads in another way. */
    public void show(ListQuery how) {
        if (!how.equals(query)) {
            query = how;
            marksOnly = false;
            request();
        }
    }

    /** What was asked for last. */
    public ListQuery query() {
        return query;
    }

    /** How many messages the folder has, shown or not. */
    public int total() {
        return view.table().size();
    }

    /** How many pass the filter. */
    public int passed() {
        return view.passedCount();
    }

    /** Whether what was asked for last is what is shown. */
    public boolean settled() {
        return !busy;
    }

    /** The message in a line. */
    public MessageRow row(int place) {
        return view.row(place);
    }

    /** The line of a message, if it is shown. */
    public OptionalInt place(MessageRow.Key key) {
        return view.place(key);
    }

    ListView view() {
        return view;
    }

    private void request() {
        stale = busy;
        if (!busy) {
            compute();
        }
    }

    private void compute() {
        busy = true;
        stale = false;
        List<UnaryOperator<RowTable>> mine = List.copyOf(changes);
        changes.clear();
        RowTable base = latest;
        ListQuery how = query;
        ListView before = view;
        boolean keepPlaces = marksOnly && how.equals(before.query()) && !how.threads();
        executor.compute(
                () -> {
                    RowTable table = base;
                    for (UnaryOperator<RowTable> change : mine) {
                        table = change.apply(table);
                    }
                    return keepPlaces ? ListView.remarked(table, before) : ListView.of(table, how, before);
                },
                this::computed);
    }

    private void computed(ListView made) {
        latest = made.table();
        if (stale) {
            // Something newer was asked for meanwhile: the rows are kept, this order is not shown.
            compute();
            return;
        }
        busy = false;
        swap(made);
    }

    private void swap(ListView made) {
        ListView old = view;
        boolean removed = removedSince;
        boolean fresh = freshSince;
        removedSince = false;
        freshSince = false;
        marksOnly = true;
        if (!fresh && made.samePlaces(old)) {
            view = made;
            if (made.size() > 0) {
                fireTableRowsUpdated(0, made.size() - 1);
            }
            listeners.forEach(SwapListener::refreshed);
            return;
        }
        listeners.forEach(SwapListener::before);
        view = made;
        fireTableDataChanged();
        listeners.forEach(listener -> listener.after(removed, fresh));
        if (fresh) {
            executor.compute(
                    () -> {
                        made.table().prepareAll();
                        return made.size();
                    },
                    prepared -> {});
        }
    }

    @Override
    public int getRowCount() {
        return view.size();
    }

    @Override
    public int getColumnCount() {
        return Column.count();
    }

    @Override
    public String getColumnName(int column) {
        return Texts.of("list.column." + Column.of(column).id());
    }

    @Override
    public Class<?> getColumnClass(int column) {
        return MessageRow.class;
    }

    @Override
    public Object getValueAt(int place, int column) {
        return view.row(place);
    }
}
