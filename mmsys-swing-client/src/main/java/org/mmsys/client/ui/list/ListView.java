package org.mmsys.client.ui.list;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;

/**
 * What a list shows now: an order over a {@link RowTable}. Immutable; made on the worker by {@link #of}, read on the event thread.
 *
 * <p>Sorting and filtering work on rows, never on cells; a narrower filter looks only at what the last one let through.
 */
final class ListView {
    static final ListView EMPTY = new ListView(RowTable.EMPTY, ListQuery.PLAIN, new int[0], new int[0], Threading.NONE);

    private final RowTable table;
    private final ListQuery query;
    /** All rows that pass the filter, in order, before threads are formed. */
    private final int[] passed;

    private final int[] order;
    private final Threading threading;
    private final Map<MessageRow.Key, Integer> places;

    private ListView(RowTable table, ListQuery query, int[] passed, int[] order, Threading threading) {
        this.table = table;
        this.query = query;
        this.passed = passed;
        this.order = order;
        this.threading = threading;
        this.places = new HashMap<>(order.length * 4 / 3 + 16);
        for (int i = 0; i < order.length; i++) {
            places.put(table.row(order[i]).key(), i);
        }
    }

    /** The view of a table by a query; {@code before} saves work where it can. */
    static ListView of(RowTable table, ListQuery query, ListView before) {
        boolean sameTable = before.table == table;
        int[] passed;
        if (sameTable && query.sameOrder(before.query) && query.narrows(before.query)) {
            passed = filter(table, query, before.passed);
        } else {
            int[] all = new int[table.size()];
            Arrays.setAll(all, i -> i);
            passed = Ordering.sort(table, query, filter(table, query, all));
        }
        if (!query.threads()) {
            return new ListView(table, query, passed, passed, Threading.NONE);
        }
        Threading threading = Threading.of(table, passed, query);
        return new ListView(table, query, passed, threading.order(), threading);
    }

    /** The same places over a table in which only marks have changed, also if a row would no longer pass the filter. */
    static ListView remarked(RowTable table, ListView before) {
        return new ListView(table, before.query, before.passed, before.order, before.threading);
    }

    private static int[] filter(RowTable table, ListQuery query, int[] from) {
        if (!query.filters()) {
            return from;
        }
        String[] words = query.text().isEmpty() ? new String[0] : query.text().split("\\s+");
        int[] out = new int[from.length];
        int size = 0;
        for (int index : from) {
            if (passes(table.row(index), query) && contains(table.haystack(index), words)) {
                out[size++] = index;
            }
        }
        return Arrays.copyOf(out, size);
    }

    private static boolean passes(MessageRow row, ListQuery query) {
        return (!query.unread() || row.unread())
                && (!query.starred() || row.has(Mark.STARRED))
                && (!query.attachment() || row.has(Mark.ATTACHMENT));
    }

    private static boolean contains(String haystack, String[] words) {
        for (String word : words) {
            if (!haystack.contains(word)) {
                return false;
            }
        }
        return true;
    }

    RowTable table() {
        return table;
    }

    ListQuery query() {
        return query;
    }

    int size() {
        return order.length;
    }

    /** How many rows pass the filter, those in collapsed threads included. */
    int passedCount() {
        return passed.length;
    }

    MessageRow row(int place) {
        return table.row(order[place]);
    }

    OptionalInt place(MessageRow.Key key) {
        Integer place = places.get(key);
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    /** Whether the same messages stand in the same places. */
    boolean samePlaces(ListView other) {
        if (order.length != other.order.length) {
            return false;
        }
        for (int i = 0; i < order.length; i++) {
            if (!row(i).key().equals(other.row(i).key())) {
                return false;
            }
        }
        return true;
    }

    /** How deep an answer stands below the first message of its thread; 0 without threads. */
    int depth(int place) {
        return threading.depth(place);
    }

    /** How many messages the thread has whose first line this is; 0 elsewhere. */
    int threadSize(int place) {
        return threading.size(place);
    }

    /** The hash that names the thread of a line; 0 without threads. */
    long thread(int place) {
        return threading.thread(place);
    }

    /** Whether a collapsed line has an unread message below it. */
    boolean hidesUnread(int place) {
        return threading.hidesUnread(place);
    }
}
