package org.mmsys.client.core.model;

import java.util.List;

/**
 * HTML of a message with everything dangerous removed.
 *
 * @param html a whole document, well-formed XML; refers to {@code cid:} parts, small {@code data:} pictures and, only when asked
 *     for, remote pictures
 * @param blocked what was removed because it would have called out
 * @param suspicious links whose text names another host than they lead to
 * @param truncated whether it was cut because of its size: offer the plain text
 */
public record CleanHtml(String html, List<Blocked> blocked, List<Suspicious> suspicious, boolean truncated) {
    public CleanHtml {
        blocked = List.copyOf(blocked);
        suspicious = List.copyOf(suspicious);
    }

    /** What would have been fetched. */
    public record Blocked(String url, String where, boolean tracker) {}

    /** A link that says one thing and does another. */
    public record Suspicious(String text, String target) {}

    /** How much of the sender's layout is kept. */
    public enum Style {
        /** Text, links, lists, tables, pictures: for an editor pane, follows our theme. */
        SIMPLE,
        /** Colours, sizes and layout by safe inline styles. */
        ORIGINAL
    }

    /** Whether pictures may come from elsewhere. */
    public enum Remote {
        BLOCK,
        SHOW
    }

    /** How many of the blocked look like trackers: pictures of a dot, or with long keys. */
    public int trackers() {
        return (int) blocked.stream().filter(Blocked::tracker).count();
    }
}
