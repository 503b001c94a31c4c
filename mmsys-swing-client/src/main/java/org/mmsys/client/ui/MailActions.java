package org.mmsys.client.ui;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.FolderNode;

/**
 * What is done to messages: moved, deleted, marked, and taken back.
 *
 * <p>Every action works on the keys it was given, whatever is selected when it ends, and says what it did with Undo beside it. Event
 * thread.
 */
final class MailActions {
    private final Desk desk;
    private final Notices notices;
    private final Consumer<Problem> onProblem;
    private Optional<Folder.Id> lastTarget = Optional.empty();

    MailActions(Desk desk, Notices notices, Consumer<Problem> onProblem) {
        this.desk = desk;
        this.notices = notices;
        this.onProblem = onProblem;
    }

    /** The folder messages were moved to last. */
    Optional<Folder.Id> lastTarget() {
        return lastTarget;
    }

    /** Moves messages, or copies them when they go to another account. */
    void move(List<MessageRow.Key> keys, Folder.Id to) {
        if (keys.isEmpty()) {
            return;
        }
        lastTarget = Optional.of(to);
        if (!keys.get(0).account().equals(to.account())) {
            copy(keys, to);
            return;
        }
        desk.executor()
                .then(
                        desk.service().move(keys, to),
                        moved -> notices.undoable(
                                Texts.of("toast.moved", moved.size(), FolderNode.display(to)), this::undo),
                        onProblem);
    }

    void copy(List<MessageRow.Key> keys, Folder.Id to) {
        desk.executor()
                .then(
                        desk.service().copy(keys, to),
                        count -> notices.say(Texts.of("toast.copied", count, FolderNode.display(to))),
                        onProblem);
    }

    /** To the trash; for ever only after the caller has asked. */
    void delete(List<MessageRow.Key> keys, boolean forEver) {
        if (keys.isEmpty()) {
            return;
        }
        desk.executor()
                .then(
                        desk.service().delete(keys, forEver),
                        count -> {
                            if (forEver) {
                                notices.say(Texts.of("toast.forever", keys.size()));
                            } else {
                                notices.undoable(Texts.of("toast.deleted", keys.size()), this::undo);
                            }
                        },
                        onProblem);
    }

    /** Sets a mark on all, unless all have it: then clears it. */
    void toggle(List<MessageRow> rows, Mark mark) {
        if (!rows.isEmpty()) {
            boolean on = !rows.stream().allMatch(row -> row.has(mark));
            mark(rows.stream().map(MessageRow::key).toList(), mark, on);
        }
    }

    void mark(List<MessageRow.Key> keys, Mark mark, boolean on) {
        if (!keys.isEmpty()) {
            desk.executor().then(desk.service().mark(keys, mark, on), done -> {}, onProblem);
        }
    }

    void undo() {
        desk.executor()
                .then(
                        desk.service().undo(),
                        what -> notices.say(Texts.of(what.isPresent() ? "toast.undone" : "toast.nothing-undone")),
                        onProblem);
    }

    void redo() {
        desk.executor().then(desk.service().redo(), what -> {}, onProblem);
    }
}
