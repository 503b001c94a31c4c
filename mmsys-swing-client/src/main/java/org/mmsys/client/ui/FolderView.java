package org.mmsys.client.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.Search;
import org.mmsys.client.core.model.ThreadLinks;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.WindowState;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.list.DateTexts;
import org.mmsys.client.ui.list.ListPane;
import org.mmsys.client.ui.list.ListQuery;
import org.mmsys.client.ui.list.MessageListModel;

/** What the list shows: a folder, the outbox, or what a search has found. Event thread. */
final class FolderView {
    private static final List<Column> INCOMING =
            List.of(Column.STAR, Column.ATTACHMENT, Column.SUBJECT, Column.FROM, Column.DATE, Column.SIZE);
    private static final List<Column> OUTGOING =
            List.of(Column.STAR, Column.ATTACHMENT, Column.SUBJECT, Column.TO, Column.DATE, Column.SIZE);
    private static final List<Column> WAITING = List.of(Column.SUBJECT, Column.TO, Column.STATUS, Column.SIZE);

    private final Desk desk;
    private final ListPane pane;
    private final MessageListModel model;
    private final DateTexts dates;
    private final String moveKey;
    private final Consumer<Problem> onProblem;
    private Optional<Folder> folder = Optional.empty();
    private String columnsOf = "";
    private List<Column> usual = INCOMING;
    private boolean searching;
    private long generation;
    private ListQuery how;

    FolderView(
            Desk desk,
            ListPane pane,
            MessageListModel model,
            DateTexts dates,
            String moveKey,
            Consumer<Problem> onProblem) {
        this.desk = desk;
        this.pane = pane;
        this.model = model;
        this.dates = dates;
        this.moveKey = moveKey;
        this.onProblem = onProblem;
        boolean threads = desk.state().get("list.threads").map(Boolean::valueOf).orElse(false);
        this.how = ListQuery.PLAIN.threaded(threads, Set.of(), true);
    }

    /** The folder on show, also behind the results of a search. */
    Optional<Folder> folder() {
        return folder;
    }

    boolean isSearch() {
        return searching;
    }

    /** Shows a folder. */
    void show(Folder wanted) {
        boolean same = !searching && folder.map(f -> f.id().equals(wanted.id())).orElse(false);
        folder = Optional.of(wanted);
        if (same) {
            return;
        }
        reload();
    }

    /** Shows nothing: the folder has gone with its account. */
    void forget() {
        folder = Optional.empty();
        searching = false;
        generation++;
        model.load(List.of(), query());
    }

    /** Reads the folder again. */
    void reload() {
        if (folder.isEmpty()) {
            return;
        }
        Folder wanted = folder.get();
        searching = false;
        long mine = ++generation;
        pane.expect(wanted.kind(), moveKey);
        pane.filter().clear();
        columns(wanted.kind());
        if (wanted.kind() == Folder.Kind.OUTBOX) {
            showOutbox(desk.service().outbox());
            return;
        }
        desk.executor()
                .then(
                        desk.service().rows(wanted.id()),
                        rows -> {
                            if (mine == generation) {
                                model.load(rows, query());
                            }
                        },
                        onProblem);
    }

    /** Shows what a search finds. */
    void search(String text) {
        long mine = ++generation;
        searching = true;
        pane.expectSearch();
        pane.filter().clear();
        columns(Folder.Kind.INBOX);
        desk.executor()
                .then(
                        desk.service().search(Search.everywhere(text)),
                        rows -> {
                            if (mine == generation) {
                                model.load(rows, query());
                            }
                        },
                        onProblem);
    }

    private ListQuery query() {
        ListQuery now = model.query();
        return ListQuery.PLAIN.sorted(now.sort(), now.ascending()).threaded(how.threads(), Set.of(), true);
    }

    /** Takes changes of the folder on show in; passes others over. */
    void changed(Events.RowsChanged change) {
        boolean here = folder.map(f -> f.id().equals(change.folder())).orElse(false);
        if (here && !searching) {
            model.change(change.added(), change.changed(), change.removed());
        } else if (searching) {
            model.change(List.of(), change.changed(), change.removed());
        }
    }

    /** Takes the counts of the folder on show over. */
    void refreshed(List<Folder> folders) {
        folder = folder.map(now -> folders.stream()
                .filter(f -> f.id().equals(now.id()))
                .findFirst()
                .orElse(now));
    }

    /** Shows the outbox if it is on show. */
    void outboxChanged(List<OutboxEntry> entries) {
        if (!searching && folder.map(f -> f.kind() == Folder.Kind.OUTBOX).orElse(false)) {
            showOutbox(entries);
        }
    }

    private void showOutbox(List<OutboxEntry> entries) {
        String account = folder.map(f -> f.id().account()).orElse("");
        model.load(
                entries.stream()
                        .filter(entry -> entry.account().equals(account))
                        .map(FolderView::row)
                        .toList(),
                ListQuery.PLAIN);
    }

    private static MessageRow row(OutboxEntry entry) {
        return new MessageRow(
                new MessageRow.Key(entry.account(), Folder.OUTBOX, entry.id()),
                entry.createdAt().toEpochMilli(),
                entry.subject(),
                "",
                "",
                String.join(", ", entry.recipients()),
                entry.createdAt().toEpochMilli(),
                entry.sizeBytes(),
                Mark.SEEN.bit(),
                ThreadLinks.NONE);
    }

    /** How an entry of the outbox stands, in words; an exclamation mark in front if the user is needed. */
    String status(MessageRow row) {
        return desk.service().outbox().stream()
                .filter(entry -> entry.id().equals(row.key().id()))
                .findFirst()
                .map(this::status)
                .orElse("");
    }

    private String status(OutboxEntry entry) {
        String why = entry.lastProblem().map(Problem::happened).orElse("");
        return switch (entry.status()) {
            case HELD -> Texts.of(entry.untilTold() ? "outbox.later" : "outbox.held");
            case SENDING -> Texts.of("outbox.sending");
            case WAITING -> Texts.of("outbox.waiting", dates.time(entry.dueAt()), why);
            case UNKNOWN -> "!" + Texts.of("outbox.unknown");
            case REFUSED -> "!" + (why.isEmpty() ? Texts.of("outbox.refused") : why);
        };
    }

    /** Groups by threads, or not. */
    void toggleThreads() {
        how = how.threaded(!how.threads(), Set.of(), true);
        desk.state().put("list.threads", how.threads());
        model.show(model.query().threaded(how.threads(), Set.of(), true));
    }

    boolean threads() {
        return how.threads();
    }

    void collapseAll(boolean collapse) {
        if (how.threads()) {
            model.show(model.query().threaded(true, Set.of(), collapse));
        }
    }

    /** The columns that lists of this kind can have. */
    List<Column> usualColumns() {
        return usual;
    }

    List<Column> shownColumns() {
        return pane.table().columns();
    }

    /** Shows a column where it usually stands, or hides it. */
    void toggleColumn(Column column) {
        List<Column> shown = new ArrayList<>(shownColumns());
        if (!shown.remove(column)) {
            long before = usual.stream()
                    .takeWhile(each -> each != column)
                    .filter(shown::contains)
                    .count();
            shown.add((int) before, column);
        }
        rememberColumns();
        pane.table().showColumns(shown, this::keptWidth);
        rememberColumns();
    }

    private int keptWidth(Column column) {
        return (int) desk.state().number("column." + columnsOf + "." + column.id(), column.width());
    }

    private void columns(Folder.Kind kind) {
        rememberColumns();
        boolean outgoing = kind == Folder.Kind.SENT || kind == Folder.Kind.DRAFTS;
        boolean waiting = kind == Folder.Kind.OUTBOX;
        columnsOf = waiting ? "waiting" : outgoing ? "outgoing" : "incoming";
        usual = waiting ? WAITING : outgoing ? OUTGOING : INCOMING;
        WindowState state = desk.state();
        List<Column> kept = state.get("columns." + columnsOf)
                .map(text -> ColumnText.parse(text, usual))
                .orElse(usual);
        pane.table().showColumns(kept, this::keptWidth);
    }

    /** Keeps order and widths of the columns on show. */
    void rememberColumns() {
        if (!columnsOf.isEmpty()) {
            desk.state()
                    .put("columns." + columnsOf, ColumnText.write(pane.table().columns()));
            pane.table()
                    .widths()
                    .forEach((column, width) -> desk.state().put("column." + columnsOf + "." + column.id(), width));
        }
    }

    /** Lists of columns as text. */
    private static final class ColumnText {
        static String write(List<Column> columns) {
            return String.join(" ", columns.stream().map(Column::id).toList());
        }

        static List<Column> parse(String text, List<Column> usual) {
            List<String> ids = List.of(text.split(" ", -1));
            List<Column> columns = usual.stream()
                    .filter(column -> ids.contains(column.id()))
                    .sorted(java.util.Comparator.comparingInt(column -> ids.indexOf(column.id())))
                    .toList();
            return columns.contains(Column.SUBJECT) ? columns : usual;
        }
    }
}
