package org.mmsys.client.ui.list;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.MessageRow;

/**
 * All rows of a folder in order of arrival, with what sorting and filtering need, computed once per row.
 *
 * <p>The rows never change; their words are prepared when they are first asked for, which only the worker does.
 */
final class RowTable {
    static final RowTable EMPTY = new RowTable(List.of());

    private static final Pattern PREFIX = Pattern.compile("^(?:(?:re|aw|sv|fwd?|wg|antw)(?:\\[\\d+])?:\\s*)+");
    private static final int PREFIX_MAX = 12;
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private final MessageRow[] rows;
    private final @Nullable Prepared[] prepared;

    RowTable(List<MessageRow> all) {
        this(all, Map.of());
    }

    private RowTable(List<MessageRow> all, Map<MessageRow.Key, Prepared> known) {
        rows = all.toArray(new MessageRow[0]);
        prepared = new Prepared[rows.length];
        if (!known.isEmpty()) {
            for (int i = 0; i < rows.length; i++) {
                prepared[i] = known.get(rows[i].key());
            }
        }
    }

    private record Prepared(String subject, String sender, String haystack) {}

    /** The same table with rows added at the end, replaced by key, and removed. */
    RowTable with(List<MessageRow> added, List<MessageRow> changed, List<MessageRow.Key> removed) {
        Set<MessageRow.Key> gone = new HashSet<>(removed);
        Map<MessageRow.Key, MessageRow> replaced = new HashMap<>();
        changed.forEach(row -> replaced.put(row.key(), row));
        Set<MessageRow.Key> present = new HashSet<>();
        Map<MessageRow.Key, Prepared> known = new HashMap<>(rows.length * 4 / 3 + 16);
        List<MessageRow> all = new ArrayList<>(rows.length + added.size());
        for (int i = 0; i < rows.length; i++) {
            MessageRow.Key key = rows[i].key();
            if (!gone.contains(key)) {
                MessageRow now = replaced.getOrDefault(key, rows[i]);
                all.add(now);
                Prepared words = prepared[i];
                if (words != null && sameWords(now, rows[i])) {
                    known.put(key, words);
                }
                if (!added.isEmpty()) {
                    present.add(key);
                }
            }
        }
        for (MessageRow row : added) {
            if (present.add(row.key())) {
                all.add(row);
            }
        }
        return new RowTable(all, known);
    }

    private static boolean sameWords(MessageRow a, MessageRow b) {
        return a.subject().equals(b.subject()) && a.from().equals(b.from()) && a.to().equals(b.to());
    }

    /** Prepares all rows, so that the first filter and the first order by words are as quick as the others. */
    void prepareAll() {
        for (int i = 0; i < rows.length; i++) {
            words(i);
        }
    }

    private Prepared words(int index) {
        Prepared known = prepared[index];
        if (known == null) {
            known = prepare(rows[index]);
            prepared[index] = known;
        }
        return known;
    }

    int size() {
        return rows.length;
    }

    MessageRow row(int index) {
        return rows[index];
    }

    /** Subject without Re: and accents, in lower case: the key of that order. */
    String subject(int index) {
        return words(index).subject();
    }

    String sender(int index) {
        return words(index).sender();
    }

    /** Everything the quick filter looks at, in lower case. */
    String haystack(int index) {
        return words(index).haystack();
    }

    private static Prepared prepare(MessageRow row) {
        String subject = row.subject().toLowerCase(Locale.ROOT);
        String from = row.from().toLowerCase(Locale.ROOT);
        String haystack = subject
                + '\n'
                + from
                + '\n'
                + row.fromAddress()
                + '\n'
                + row.to().toLowerCase(Locale.ROOT);
        return new Prepared(plain(withoutPrefix(subject)).strip(), plain(from), haystack);
    }

    private static String withoutPrefix(String subject) {
        int colon = subject.indexOf(':');
        return colon < 0 || colon > PREFIX_MAX
                ? subject
                : PREFIX.matcher(subject).replaceFirst("");
    }

    /** Accents off, so that é sorts as e; costs nothing for plain ASCII. */
    private static String plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                        .replaceAll("");
            }
        }
        return text;
    }
}
