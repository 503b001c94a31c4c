package org.mmsys.client.ui;

import java.util.function.Predicate;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.list.MessageListModel;
import org.mmsys.client.ui.list.MessageTable;

/** Goes through the list by keys: to the next or the previous message of some kind, around the end once. Event thread. */
final class Walk {
    private final MessageTable table;
    private final MessageListModel model;

    Walk(MessageTable table, MessageListModel model) {
        this.table = table;
        this.model = model;
    }

    /** Selects the next such message in that direction, {@code around} the end if need be; says whether there is one. */
    boolean go(int step, boolean around, Predicate<MessageRow> wanted) {
        int size = model.getRowCount();
        int at = table.current();
        int place = at < 0 ? (step > 0 ? -1 : size) : at;
        for (int tried = 0; tried < size; tried++) {
            place = Math.floorMod(place + step, size);
            boolean wrapped = step > 0 ? place == 0 && at >= 0 : place == size - 1 && at >= 0;
            if (wrapped && !around) {
                return false;
            }
            if (wanted.test(model.row(place))) {
                table.selectPlace(place);
                return true;
            }
        }
        return false;
    }

    /** Selects the first unread message of another thread than the present one. */
    boolean nextUnreadThread() {
        int at = table.current();
        long[] links = at < 0 ? new long[0] : thread(at);
        return go(1, true, row -> row.unread() && !related(links, row));
    }

    private long[] thread(int place) {
        MessageRow row = model.row(place);
        long[] parents = row.links().parents();
        long[] all = java.util.Arrays.copyOf(parents, parents.length + 1);
        all[parents.length] = row.links().self();
        return all;
    }

    private static boolean related(long[] links, MessageRow row) {
        for (long link : links) {
            if (link == 0) {
                continue;
            }
            if (row.links().self() == link) {
                return true;
            }
            for (long parent : row.links().parents()) {
                if (parent == link) {
                    return true;
                }
            }
        }
        return false;
    }
}
