package org.mmsys.client.ui.list;

import java.util.Locale;
import java.util.Set;

/**
 * What a list is to show and how: order, quick filter, threads. Immutable.
 *
 * @param text all its words must be in subject, sender or recipients, in any case; empty for no filter
 * @param collapsed hashes of the threads of which only one line is shown; meaningless without threads
 * @param collapseAll threads are collapsed unless they are in {@code collapsed}, which is then the set of open ones
 */
public record ListQuery(
        Column sort,
        boolean ascending,
        String text,
        boolean unread,
        boolean starred,
        boolean attachment,
        boolean threads,
        Set<Long> collapsed,
        boolean collapseAll) {
    /** Newest first, everything. */
    public static final ListQuery PLAIN =
            new ListQuery(Column.DATE, false, "", false, false, false, false, Set.of(), true);

    public ListQuery {
        text = text.strip().toLowerCase(Locale.ROOT);
        collapsed = Set.copyOf(collapsed);
    }

    /** Whether rows may be left out. */
    public boolean filters() {
        return !text.isEmpty() || unread || starred || attachment;
    }

    /** Whether everything this lets through is let through by {@code other} as well. */
    public boolean narrows(ListQuery other) {
        return text.startsWith(other.text)
                && (unread || !other.unread)
                && (starred || !other.starred)
                && (attachment || !other.attachment);
    }

    /** Whether the order of rows is that of {@code other}. */
    public boolean sameOrder(ListQuery other) {
        return sort == other.sort && ascending == other.ascending;
    }

    /** The same in another order. */
    public ListQuery sorted(Column column, boolean up) {
        return new ListQuery(column, up, text, unread, starred, attachment, threads, collapsed, collapseAll);
    }

    /** The same with another filter. */
    public ListQuery filtered(String words, boolean onlyUnread, boolean onlyStarred, boolean onlyAttachment) {
        return new ListQuery(
                sort, ascending, words, onlyUnread, onlyStarred, onlyAttachment, threads, collapsed, collapseAll);
    }

    /** The same with or without threads. */
    public ListQuery threaded(boolean on, Set<Long> exceptions, boolean allCollapsed) {
        return new ListQuery(sort, ascending, text, unread, starred, attachment, on, exceptions, allCollapsed);
    }

    /** Whether of this thread only one line is shown. */
    boolean isCollapsed(long thread) {
        return collapsed.contains(thread) != collapseAll;
    }
}
