package org.mmsys.client.ui;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.Density;

/** Fills the registry of the main window: which command does what, and when it can. Event thread. */
final class MainCommands {
    /** The keys of the list: also the single letters. */
    static final List<String> LIST = List.of(
            "message.open",
            "message.toggle-read",
            "message.toggle-star",
            "message.archive",
            "message.delete",
            "message.delete-forever",
            "go.next",
            "go.previous",
            "go.next-unread",
            "go.previous-unread",
            "go.next-thread",
            "folder.mark-read",
            "view.filter",
            "view.clear",
            "view.expand-all",
            "view.collapse-all",
            "help.keys");
    /** The keys of the whole window that stand in no menu, or have a second key. */
    static final List<String> WINDOW = List.of(
            "mail.check",
            "mail.check-all",
            "mail.write",
            "go.next-pane",
            "go.previous-pane",
            "view.zoom-in",
            "view.zoom-out",
            "view.zoom-reset",
            "view.reader",
            "view.search",
            "view.filter",
            "message.find-next",
            "folder.rename",
            "help.keys",
            "edit.undo",
            "edit.redo");

    private final MainFrame frame;
    private final Commands commands;
    private final Desk desk;
    private final MailService service;

    MainCommands(MainFrame frame, Commands commands, Desk desk) {
        this.frame = frame;
        this.commands = commands;
        this.desk = desk;
        this.service = desk.service();
    }

    void register() {
        mail();
        messages();
        going();
        folders();
        view();
        commands.add("edit.undo", "undo", () -> service.undoable().isPresent(), frame.actions()::undo);
        commands.add("edit.redo", "redo", () -> service.redoable().isPresent(), frame.actions()::redo);
        commands.add("edit.select-all", "", () -> frame.table().selectAll());
        commands.add("account.new", "account", frame::addAccount);
        commands.add(
                "account.edit",
                "settings",
                frame::hasAccount,
                () -> frame.account().ifPresent(it -> AccountWindows.edit(frame, desk, it)));
        commands.add(
                "account.remove",
                "",
                frame::hasAccount,
                () -> frame.account().ifPresent(it -> AccountWindows.remove(frame, desk, it, frame.notices())));
        commands.add("help.keys", "keyboard", () -> KeyList.show(frame, commands));
        commands.add("help.about", "info", () -> KeyList.about(frame));
    }

    private void mail() {
        commands.add("mail.check", "get-mail", frame::hasAccount, frame::check);
        commands.add("mail.check-all", "", frame::hasAccount, frame::checkAll);
        commands.add(
                "mail.write", "write", frame::hasAccount, () -> frame.compose().write(""));
        commands.add("mail.quit", "", frame::quit);
    }

    private void messages() {
        BooleanSupplier one = () -> frame.selected().size() == 1 && !frame.inOutbox();
        BooleanSupplier some = () -> !frame.selected().isEmpty();
        BooleanSupplier someRows = () -> some.getAsBoolean() && !frame.inOutbox();
        commands.add("message.open", "open", () -> frame.selected().size() == 1, frame.messages()::openSelected);
        commands.add("message.reply", "reply", one, () -> frame.messages().answer(Draft.Kind.REPLY));
        commands.add(
                "message.reply-all", "reply-all", one, () -> frame.messages().answer(Draft.Kind.REPLY_ALL));
        commands.add("message.forward", "forward", one, () -> frame.messages().answer(Draft.Kind.FORWARD_INLINE));
        commands.add("message.reply-list", "", one, () -> frame.messages().answer(Draft.Kind.REPLY_LIST));
        commands.add("message.forward-attached", "", one, () -> frame.messages().answer(Draft.Kind.FORWARD_ATTACHED));
        commands.add("message.redirect", "", one, frame.messages()::redirect);
        commands.add("message.edit-as-new", "", one, () -> frame.messages().answer(Draft.Kind.EDIT_AS_NEW));
        commands.add(
                "message.toggle-read",
                "mail-open",
                someRows,
                () -> frame.actions().toggle(frame.selected(), Mark.SEEN));
        commands.add(
                "message.toggle-star", "star", someRows, () -> frame.actions().toggle(frame.selected(), Mark.STARRED));
        commands.add("message.move", "move", someRows, frame.messages()::pickFolder);
        commands.add(
                "message.move-again",
                "",
                () -> someRows.getAsBoolean() && frame.actions().lastTarget().isPresent(),
                () -> frame.actions()
                        .lastTarget()
                        .ifPresent(to -> frame.actions().move(frame.selectedKeys(), to)));
        commands.add("message.archive", "archive", someRows, frame.messages()::archive);
        commands.add("message.delete", "delete", some, frame.messages()::delete);
        commands.add("message.delete-forever", "", some, frame.messages()::deleteForEver);
        commands.add(
                "message.retry",
                "retry",
                () -> some.getAsBoolean() && frame.inOutbox(),
                frame.messages()::retrySelected);
        commands.add("message.source", "source", one, frame.messages()::showSource);
        commands.add("message.headers", "", () -> frame.views().toggleHeaders());
        commands.add("message.save", "save", one, frame.messages()::saveMessage);
        commands.add("message.print", "print", one, frame.messages()::print);
        commands.add("message.find", "search", () -> frame.reader().find());
        commands.add("message.find-next", "", () -> frame.reader().findNext());
    }

    private void going() {
        Walk walk = new Walk(frame.table(), frame.model());
        commands.add("go.next", "", () -> walk.go(1, false, row -> true));
        commands.add("go.previous", "", () -> walk.go(-1, false, row -> true));
        commands.add("go.next-unread", "", () -> walk.go(1, true, MessageRow::unread));
        commands.add("go.previous-unread", "", () -> walk.go(-1, true, MessageRow::unread));
        commands.add("go.next-thread", "", walk::nextUnreadThread);
        commands.add("go.next-pane", "", () -> frame.views().nextPane(1));
        commands.add("go.previous-pane", "", () -> frame.views().nextPane(-1));
    }

    private void folders() {
        BooleanSupplier ordinary = () ->
                frame.view().folder().map(f -> f.kind() == Folder.Kind.ORDINARY).orElse(false);
        commands.add("folder.new", "new-folder", frame::hasAccount, frame.folderActions()::create);
        commands.add("folder.rename", "", ordinary, frame.folderActions()::rename);
        commands.add("folder.delete", "", ordinary, frame.folderActions()::delete);
        FolderFiles files = frame.folderActions().files();
        commands.add(
                "folder.import",
                "",
                () -> files.folder().filter(FolderFiles::reads).isPresent(),
                files::read);
        commands.add("folder.export", "", () -> files.folder().isPresent(), files::export);
        commands.add("folder.empty", "trash", frame::hasAccount, frame.folderActions()::emptyTrash);
        commands.add(
                "folder.mark-read",
                "mail-open",
                () -> frame.view().folder().isPresent(),
                frame.folderActions()::markRead);
    }

    private void view() {
        commands.add("view.reader", "panel", () -> frame.views().toggleReader());
        commands.add("view.filter", "filter", () -> frame.listPane().filter().focusText());
        commands.add("view.search", "search", () -> frame.views().focusSearch());
        commands.add("view.clear", "", () -> frame.views().escape());
        commands.add("view.threads", "threads", () -> frame.views().toggleThreads());
        commands.add("view.expand-all", "", () -> frame.view().collapseAll(false));
        commands.add("view.collapse-all", "", () -> frame.view().collapseAll(true));
        commands.add("view.zoom-in", "", () -> frame.views().zoom(() -> Theme.zoomBy(1)));
        commands.add("view.zoom-out", "", () -> frame.views().zoom(() -> Theme.zoomBy(-1)));
        commands.add("view.zoom-reset", "", () -> frame.views().zoom(() -> Theme.setZoom(1)));
        for (Density each : Density.values()) {
            commands.add("view." + each.id(), "", () -> frame.views().setDensity(each));
        }
        commands.add("view.notify", "", () -> frame.newMail().toggle());
        commands.add("view.dark", "moon", () -> frame.views().toggleDark());
        commands.add(
                "view.offline",
                "offline",
                frame::hasAccount,
                () -> frame.views().toggleOffline());
        commands.add(
                "view.log", "log", frame::hasAccount, () -> frame.account().ifPresent(frame.connections()::showLog));
        commands.add(
                "view.history",
                "history",
                frame::hasAccount,
                () -> frame.account().ifPresent(frame.connections()::showHistory));
    }
}
