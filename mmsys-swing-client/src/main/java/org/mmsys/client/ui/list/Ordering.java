package org.mmsys.client.ui.list;

import java.util.Arrays;
import java.util.Comparator;
import org.mmsys.client.core.model.Mark;

/** Sorts row numbers. The second key of every order is that of arrival, so that equal rows never change places. Any thread. */
final class Ordering {
    private Ordering() {}

    static int[] sort(RowTable table, ListQuery query, int[] indices) {
        return switch (query.sort()) {
            case SUBJECT -> byText(table, query, indices, table::subject);
            case FROM -> byText(table, query, indices, table::sender);
            case TO, STATUS -> byText(table, query, indices, i -> table.row(i).to());
            case DATE -> byNumber(table, query, indices, i -> table.row(i).dateMillis());
            case SIZE -> byNumber(table, query, indices, i -> table.row(i).sizeBytes());
            case STAR -> byNumber(table, query, indices, i -> table.row(i).has(Mark.STARRED) ? 0 : 1);
            case ATTACHMENT -> byNumber(table, query, indices, i -> table.row(i).has(Mark.ATTACHMENT) ? 0 : 1);
        };
    }

    private interface TextOf {
        String of(int index);
    }

    private interface NumberOf {
        long of(int index);
    }

    private record ByText(String text, long arrival, int index) {}

    private record ByNumber(long number, long arrival, int index) {}

    private static int[] byText(RowTable table, ListQuery query, int[] indices, TextOf text) {
        ByText[] keys = new ByText[indices.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new ByText(text.of(indices[i]), table.row(indices[i]).order(), indices[i]);
        }
        Comparator<ByText> order = (a, b) -> {
            int c = a.text.compareTo(b.text);
            return c != 0 ? c : Long.compare(a.arrival, b.arrival);
        };
        Arrays.sort(keys, query.ascending() ? order : order.reversed());
        int[] sorted = new int[keys.length];
        Arrays.setAll(sorted, i -> keys[i].index);
        return sorted;
    }

    private static int[] byNumber(RowTable table, ListQuery query, int[] indices, NumberOf number) {
        ByNumber[] keys = new ByNumber[indices.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new ByNumber(number.of(indices[i]), table.row(indices[i]).order(), indices[i]);
        }
        Comparator<ByNumber> order = (a, b) -> {
            int c = Long.compare(a.number, b.number);
            return c != 0 ? c : Long.compare(a.arrival, b.arrival);
        };
        Arrays.sort(keys, query.ascending() ? order : order.reversed());
        int[] sorted = new int[keys.length];
        Arrays.setAll(sorted, i -> keys[i].index);
        return sorted;
    }
}
