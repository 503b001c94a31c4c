package org.mmsys.client.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.FolderDrop;
import org.mmsys.client.ui.list.FolderNode;

/** What is done to folders: made, renamed, deleted, emptied, marked as read; and which can take messages. Event thread. */
final class FolderActions {
    private final MainFrame frame;
    private final Desk desk;
    private final Notices notices;
    private final Consumer<Problem> onProblem;
    private final FolderFiles files;

    FolderActions(MainFrame frame, Desk desk, Notices notices, Consumer<Problem> onProblem) {
        this.frame = frame;
        this.desk = desk;
        this.notices = notices;
        this.onProblem = onProblem;
        this.files = new FolderFiles(frame, desk, notices);
    }

    /** Folders as files. */
    FolderFiles files() {
        return files;
    }

    /** Asks for a name and makes a folder inside the selected one, or at the top. */
    void create() {
        Optional<Account> account = frame.account();
        Optional<Folder> inside = frame.view().folder().filter(f -> f.kind() == Folder.Kind.ORDINARY);
        String label =
                inside.map(f -> Texts.of("folder.new.text.in", f.id().path())).orElse(Texts.of("folder.new.text"));
        Optional<String> name =
                Questions.text(frame, Texts.of("folder.new.title"), label, "", Texts.of("folder.new.ok"));
        if (account.isPresent() && name.isPresent()) {
            String path = inside.map(f -> f.id().path() + "/").orElse("") + name.get();
            desk.executor()
                    .then(
                            desk.service().createFolder(account.get().id(), path),
                            made -> {
                                notices.say(Texts.of(
                                        "toast.folder-created", made.id().name()));
                                frame.tree().select(made.id());
                            },
                            onProblem);
        }
    }

    void rename() {
        frame.view()
                .folder()
                .filter(f -> f.kind() == Folder.Kind.ORDINARY)
                .ifPresent(folder -> Questions.text(
                                frame,
                                Texts.of("folder.rename.title"),
                                Texts.of("folder.new.text"),
                                folder.id().name(),
                                Texts.of("folder.rename.ok"))
                        .ifPresent(name -> {
                            String parent = folder.id().parent();
                            String path = parent.isEmpty() ? name : parent + "/" + name;
                            desk.executor()
                                    .then(
                                            desk.service().renameFolder(folder.id(), path),
                                            renamed -> frame.tree().select(renamed.id()),
                                            onProblem);
                        }));
    }

    void delete() {
        frame.view().folder().filter(f -> f.kind() == Folder.Kind.ORDINARY).ifPresent(folder -> {
            String text = Texts.of("folder.delete.text", folder.id().name(), folder.total());
            if (Questions.confirm(frame, "folder.delete", text, Texts.of("folder.delete.ok"))) {
                desk.executor()
                        .then(
                                desk.service().deleteFolder(folder.id()),
                                done -> frame.tree()
                                        .select(new Folder.Id(folder.id().account(), Folder.INBOX)),
                                onProblem);
            }
        });
    }

    void emptyTrash() {
        Optional<Folder> trash = frame.account()
                .flatMap(account -> desk.service().folders(account.id()).stream()
                        .filter(f -> f.kind() == Folder.Kind.TRASH)
                        .findFirst());
        trash.filter(f -> f.total() > 0).ifPresent(folder -> {
            String text = Texts.of("folder.empty.text", folder.total());
            if (Questions.confirm(frame, "folder.empty", text, Texts.of("folder.empty.ok"))) {
                desk.executor()
                        .then(
                                desk.service().emptyFolder(folder.id()),
                                count -> notices.say(Texts.of("toast.forever", count)),
                                onProblem);
            }
        });
    }

    /** Marks everything in the folder on show as read. */
    void markRead() {
        frame.view()
                .folder()
                .ifPresent(folder -> desk.executor()
                        .then(
                                desk.service().rows(folder.id()),
                                rows -> {
                                    List<MessageRow.Key> unread = rows.stream()
                                            .filter(MessageRow::unread)
                                            .map(MessageRow::key)
                                            .toList();
                                    if (!unread.isEmpty()) {
                                        desk.executor()
                                                .then(
                                                        desk.service().mark(unread, Mark.SEEN, true),
                                                        done -> notices.undoable(
                                                                Texts.of(
                                                                        "toast.marked-read",
                                                                        FolderNode.display(folder.id())),
                                                                frame.actions()::undo),
                                                        onProblem);
                                    }
                                },
                                onProblem));
    }

    /** The folders that can take these messages. */
    List<Folder> targets(List<MessageRow.Key> keys) {
        return frame.folders().folders().stream()
                .filter(folder -> takes(keys, folder))
                .toList();
    }

    private static boolean takes(List<MessageRow.Key> keys, Folder folder) {
        boolean special = folder.kind() == Folder.Kind.OUTBOX || folder.kind() == Folder.Kind.DRAFTS;
        return !keys.isEmpty()
                && !special
                && keys.stream()
                        .noneMatch(key -> key.folderId().equals(folder.id())
                                || Folder.kindOf(key.folder()) == Folder.Kind.OUTBOX);
    }

    /** What happens with messages that are dropped on a folder. */
    FolderDrop.Target dropTarget(MailActions actions) {
        return new FolderDrop.Target() {
            @Override
            public boolean takes(List<MessageRow.Key> messages, Folder folder) {
                return FolderActions.takes(messages, folder);
            }

            @Override
            public void take(List<MessageRow.Key> messages, Folder folder, boolean copy) {
                if (folder.kind() == Folder.Kind.TRASH) {
                    actions.delete(messages, false);
                } else if (copy) {
                    actions.copy(messages, folder.id());
                } else {
                    actions.move(messages, folder.id());
                }
            }

            @Override
            public boolean reads(Folder folder) {
                return FolderFiles.reads(folder);
            }

            @Override
            public void read(List<Path> dropped, Folder folder) {
                files.read(dropped, folder);
            }
        };
    }
}
