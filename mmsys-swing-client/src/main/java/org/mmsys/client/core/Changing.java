package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mmsys.client.core.LastChange.Change;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.sync.Filing;
import org.mmsys.client.core.sync.Ledger;

/** What the user changes, with its undoing, and the servers told. Called by the desk's thread; {@link #folders} by any. */
final class Changing {
    private final Works works;
    private final Staff staff;
    private final Reading reading;
    private final LastChange last;

    Changing(Works works, Staff staff, Reading reading) {
        this.works = works;
        this.staff = staff;
        this.reading = reading;
        this.last = new LastChange(works.ledger().index());
    }

    /** A change of folders: the server has to agree; if it cannot be asked now it is asked later. */
    <T> Call<T> folders(String account, Calls.Work<T> change) {
        Post post = staff.post(account);
        return works.calls().start(post.receiving(), Optional.of(account), running -> {
            T result = change.run(running);
            if (!staff.offline()) {
                agree(post, running);
            }
            return result;
        });
    }

    private static void agree(Post post, Running running) throws Trouble, IOException {
        try {
            List<Problem> refused = post.receiver().push(running);
            if (!refused.isEmpty()) {
                throw Trouble.of(refused.get(0));
            }
        } catch (Trouble trouble) {
            if (!trouble.problem().cause().passing()) {
                throw trouble;
            }
        }
    }

    int empty(Folder.Id folder) throws IOException, Trouble {
        List<MessageRow.Key> keys = works.ledger().index().rows(folder).stream()
                .map(MessageRow::key)
                .toList();
        return delete(keys, folder.path().equals(Folder.TRASH));
    }

    private static String count(int number, String what) {
        return what + " " + number + (number == 1 ? " message" : " messages");
    }

    private void tellUndo() {
        Optional<String> undo = works.undoLog().undoable();
        Optional<String> redo = works.undoLog().redoable();
        works.hub().tell(listener -> listener.undoChanged(undo, redo));
    }

    /** @param what it is, for the undo: {@code move of} */
    List<MessageRow.Key> move(List<MessageRow.Key> messages, Folder.Id to, String what) throws IOException, Trouble {
        List<MessageRow.Key> there = works.filing().move(messages, to);
        Set<String> moved = new TreeSet<>();
        there.forEach(key -> moved.add(key.id()));
        List<MessageRow.Key> before =
                messages.stream().filter(key -> moved.contains(key.id())).toList();
        if (!there.isEmpty()) {
            works.undoLog()
                    .did(
                            count(there.size(), what),
                            () -> moveBack(before, to),
                            () -> works.filing().move(before, to));
            last.keep(new Change(count(there.size(), what), before, to.path(), Optional.empty(), true));
            tellUndo();
            staff.pushSoon(there);
        }
        return there;
    }

    private void moveBack(List<MessageRow.Key> before, Folder.Id from) throws IOException, Trouble {
        for (MessageRow.Key key : before) {
            works.filing().move(List.of(key.in(from.path())), key.folderId());
        }
        staff.pushSoon(before);
    }

    int copy(List<MessageRow.Key> messages, Folder.Id to) throws IOException, Trouble {
        int copied = 0;
        for (MessageRow.Key key : messages) {
            Path file = reading.file(key);
            works.filing().add(file, to, Filing.newId(), reading.row(key).marks());
            copied++;
        }
        staff.pushSoon(List.of(new MessageRow.Key(to.account(), to.path(), "copy")));
        return copied;
    }

    int delete(List<MessageRow.Key> messages, boolean forEver) throws IOException, Trouble {
        List<MessageRow.Key> gone = messages.stream()
                .filter(key -> forEver || key.folder().equals(Folder.TRASH))
                .toList();
        int deleted = works.filing().delete(gone);
        for (MessageRow.Key key : gone) {
            if (key.id().startsWith(Ledger.DRAFT)) {
                works.drafts().delete(key.id().substring(Ledger.DRAFT.length()));
            }
        }
        for (String account :
                messages.stream().map(MessageRow.Key::account).distinct().toList()) {
            List<MessageRow.Key> rest = messages.stream()
                    .filter(key -> key.account().equals(account) && !gone.contains(key))
                    .toList();
            if (!rest.isEmpty()) {
                deleted += move(rest, new Folder.Id(account, Folder.TRASH), "deletion of")
                        .size();
            }
        }
        staff.pushSoon(gone);
        return deleted;
    }

    void mark(List<MessageRow.Key> messages, Mark mark, boolean on) throws IOException {
        List<MessageRow.Key> changed = works.filing().mark(messages, mark, on);
        if (!changed.isEmpty() && mark != Mark.SEEN) {
            works.undoLog()
                    .did(
                            count(changed.size(), "marking of"),
                            () -> works.filing().mark(changed, mark, !on),
                            () -> works.filing().mark(changed, mark, on));
            last.keep(new Change(count(changed.size(), "marking of"), changed, "", Optional.of(mark), on));
            tellUndo();
        }
        staff.pushSoon(changed);
    }

    Optional<String> undo() throws IOException, Trouble {
        boolean command = !works.settings().sendByItself();
        Optional<String> what = command && works.undoLog().undoable().isEmpty()
                ? undoOfBefore()
                : works.undoLog().undo();
        last.forget();
        tellUndo();
        return what;
    }

    /** What a command or window before this one did last. */
    private Optional<String> undoOfBefore() throws IOException, Trouble {
        Optional<Change> change = last.read();
        if (change.isPresent()) {
            List<MessageRow.Key> before = change.get().before();
            if (change.get().mark().isPresent()) {
                works.filing()
                        .mark(before, change.get().mark().get(), !change.get().on());
                staff.pushSoon(before);
            } else {
                moveBack(
                        before,
                        new Folder.Id(before.get(0).account(), change.get().to()));
            }
        }
        return change.map(Change::what);
    }

    Optional<String> redo() throws IOException, Trouble {
        Optional<String> what = works.undoLog().redo();
        tellUndo();
        return what;
    }
}
