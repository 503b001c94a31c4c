package org.mmsys.client.ui;

import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.DateTexts;

/** The commands of the main window that work on the messages selected when they are given. Event thread. */
final class MessageCommands {
    private final MainFrame frame;
    private final Desk desk;
    private final DateTexts dates;
    private final MessageFiles files;

    MessageCommands(MainFrame frame, Desk desk, DateTexts dates, MessageFiles files) {
        this.frame = frame;
        this.desk = desk;
        this.dates = dates;
        this.files = files;
    }

    void answer(Draft.Kind kind) {
        if (frame.selected().size() == 1) {
            MessageRow row = frame.selected().get(0);
            boolean here = frame.reader()
                    .shown()
                    .map(m -> m.row().key().equals(row.key()))
                    .orElse(false);
            frame.compose().answer(row.key(), kind, here ? frame.reader().selectedText() : Optional.empty());
        }
    }

    void openSelected() {
        for (MessageRow row : frame.selected()) {
            if (frame.inOutbox()) {
                frame.compose().takeBack(row.key().id());
            } else if (Folder.kindOf(row.key().folder()) == Folder.Kind.DRAFTS) {
                frame.compose().openDraft(row.key());
            } else {
                files.openWindow(row, frame.commands(), dates, frame.compose());
            }
            return;
        }
    }

    void pickFolder() {
        List<MessageRow.Key> keys = frame.selectedKeys();
        MovePicker.ask(
                frame,
                frame.folderActions().targets(keys),
                frame.actions().lastTarget(),
                to -> frame.actions().move(keys, to));
    }

    /** Asks to whom, and sends the message on as it came. */
    void redirect() {
        MessageRow row = frame.selected().get(0);
        RedirectWindow.ask(frame, desk, row, to -> frame.compose().redirect(row, to));
    }

    void archive() {
        List<MessageRow.Key> keys = frame.selectedKeys();
        frame.folders().folders().stream()
                .filter(f -> f.kind() == Folder.Kind.ARCHIVE
                        && f.id().account().equals(keys.get(0).account()))
                .findFirst()
                .ifPresentOrElse(
                        to -> frame.actions().move(keys, to.id()),
                        () -> desk.executor()
                                .then(
                                        desk.service().createFolder(keys.get(0).account(), Folder.ARCHIVE),
                                        made -> frame.actions().move(keys, made.id()),
                                        frame::say));
    }

    void delete() {
        if (frame.inOutbox()) {
            frame.selectedKeys()
                    .forEach(key -> desk.executor().then(desk.service().drop(key.id()), done -> {}, frame::say));
            return;
        }
        boolean trash =
                frame.view().folder().map(f -> f.kind() == Folder.Kind.TRASH).orElse(false)
                        && !frame.view().isSearch();
        if (trash) {
            deleteForEver();
        } else {
            frame.actions().delete(frame.selectedKeys(), false);
        }
    }

    void deleteForEver() {
        List<MessageRow.Key> keys = frame.selectedKeys();
        if (Questions.confirm(
                frame,
                "message.delete-forever",
                Texts.of("message.forever.text", keys.size()),
                Texts.of("folder.empty.ok"))) {
            frame.actions().delete(keys, true);
        }
    }

    void retrySelected() {
        frame.selectedKeys()
                .forEach(key -> desk.executor().then(desk.service().retry(key.id()), done -> {}, frame::say));
    }

    void showSource() {
        files.showSource(frame.selected().get(0));
    }

    void saveMessage() {
        files.save(frame.selected().get(0));
    }

    void print() {
        files.print(frame.reader());
    }
}
