package org.mmsys.client.core.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.FolderState;
import org.mmsys.client.core.store.Index;
import org.mmsys.client.core.store.LocalStore.Incoming;

/**
 * What the user changes: true on this disk at once and, in the same write, noted for the server. Called by one thread at a time.
 *
 * <p>{@link FolderBackend} hides whether the folders are the server's.
 */
public final class Filing {
    private final Ledger ledger;

    public Filing(Ledger ledger) {
        this.ledger = ledger;
    }

    private FolderBackend backend(String account) {
        return ledger.foldersOnServer(account) ? FolderBackend.SERVER : FolderBackend.LOCAL;
    }

    /** Moves messages; their keys there. Those that are gone are passed over. */
    public List<MessageRow.Key> move(List<MessageRow.Key> keys, Folder.Id to) throws IOException, Trouble {
        requireFolder(to);
        Map<Folder.Id, List<MessageRow.Key>> left = new LinkedHashMap<>();
        List<MessageRow> arrived = new ArrayList<>();
        FolderBackend backend = backend(to.account());
        ledger.index().edit(change -> {
            for (MessageRow.Key from : keys) {
                if (from.folderId().equals(to) || !from.account().equals(to.account())) {
                    continue;
                }
                Optional<MessageRow> moved = change.move(from, from.in(to.path()));
                if (moved.isPresent()) {
                    arrived.add(moved.get());
                    left.computeIfAbsent(from.folderId(), f -> new ArrayList<>())
                            .add(from);
                    backend.moved(from, to.path()).forEach(pending -> change.add(to.account(), pending));
                }
            }
        });
        for (List<MessageRow.Key> gone : left.values()) {
            for (MessageRow.Key from : gone) {
                ledger.store().moved(from, from.in(to.path()));
            }
        }
        left.forEach((folder, gone) -> ledger.tell(folder, List.of(), List.of(), gone, 0));
        ledger.tell(to, arrived, List.of(), List.of(), 0);
        ledger.tellFolders(to.account());
        return arrived.stream().map(MessageRow::key).toList();
    }

    private void requireFolder(Folder.Id to) throws Trouble {
        if (ledger.index().folder(to).isEmpty() || to.path().equals(Folder.OUTBOX)) {
            throw Trouble.of(Problem.of(Cause.GONE, "There is no folder " + to.path() + "."));
        }
    }

    /** Deletes messages for ever; how many there were. */
    public int delete(List<MessageRow.Key> keys) throws IOException {
        Map<Folder.Id, List<MessageRow.Key>> gone = new LinkedHashMap<>();
        ledger.index().edit(change -> {
            for (MessageRow.Key key : keys) {
                if (change.remove(key).isPresent()) {
                    gone.computeIfAbsent(key.folderId(), f -> new ArrayList<>()).add(key);
                    backend(key.account()).deleted(key).forEach(pending -> change.add(key.account(), pending));
                }
            }
        });
        int count = 0;
        for (Map.Entry<Folder.Id, List<MessageRow.Key>> folder : gone.entrySet()) {
            for (MessageRow.Key key : folder.getValue()) {
                ledger.store().delete(key);
                count++;
            }
            ledger.tell(folder.getKey(), List.of(), List.of(), folder.getValue(), 0);
            ledger.tellFolders(folder.getKey().account());
        }
        return count;
    }

    /** Sets or clears a mark; the keys of those that changed. */
    public List<MessageRow.Key> mark(List<MessageRow.Key> keys, Mark mark, boolean on) throws IOException {
        Map<Folder.Id, List<MessageRow>> changed = new LinkedHashMap<>();
        ledger.index().edit(change -> {
            for (MessageRow.Key key : keys) {
                mark(change, key, mark, on)
                        .ifPresent(row -> changed.computeIfAbsent(key.folderId(), f -> new ArrayList<>())
                                .add(row));
            }
        });
        List<MessageRow.Key> done = new ArrayList<>();
        changed.forEach((folder, rows) -> {
            rows.forEach(row -> done.add(row.key()));
            ledger.tell(folder, List.of(), rows, List.of(), 0);
            ledger.tellFolders(folder.account());
        });
        return done;
    }

    private Optional<MessageRow> mark(Index.Change change, MessageRow.Key key, Mark mark, boolean on) {
        Optional<MessageRow> row = change.mark(key, mark, on);
        if (row.isPresent()) {
            backend(key.account()).marked(key, mark, on).forEach(pending -> change.add(key.account(), pending));
        }
        return row;
    }

    /** Makes a folder, and those around it. */
    public Folder create(String account, String path) throws IOException, Trouble {
        String clean = clean(path);
        Folder.Id id = new Folder.Id(account, clean);
        if (ledger.index().folder(id).isPresent()) {
            throw Trouble.of(Problem.of(Cause.REFUSED, "There is a folder " + clean + " already."));
        }
        FolderBackend backend = backend(account);
        Folder made = ledger.index().change(change -> {
            FolderState state = FolderState.empty(id, backend.place());
            change.put(state);
            backend.made(clean).forEach(pending -> change.add(account, pending));
            return state.folder();
        });
        ledger.tellFolders(account);
        return made;
    }

    private static String clean(String path) throws Trouble {
        String clean = path.strip();
        boolean bad = clean.isEmpty()
                || clean.length() > 200
                || clean.startsWith("/")
                || clean.endsWith("/")
                || clean.contains("//")
                || clean.chars().anyMatch(c -> Character.isISOControl(c) || c == '.' || c == '\\');
        if (bad || clean.equalsIgnoreCase(Folder.INBOX)) {
            throw Trouble.of(Problem.of(Cause.USAGE, "\"" + clean + "\" cannot be the name of a folder.")
                    .advising("Use letters, digits and blanks; a slash puts one folder into another."));
        }
        return clean;
    }

    /** Gives a folder, and those in it, another name. */
    public Folder rename(Folder.Id from, String newPath) throws IOException, Trouble {
        requireOrdinary(from);
        Folder.Id to = new Folder.Id(from.account(), clean(newPath));
        if (ledger.index().folder(to).isPresent()) {
            throw Trouble.of(Problem.of(Cause.REFUSED, "There is a folder " + to.path() + " already."));
        }
        List<FolderState> all = ledger.index().folders(from.account()).stream()
                .filter(s -> s.id().equals(from) || s.id().path().startsWith(from.path() + "/"))
                .toList();
        FolderBackend backend = backend(from.account());
        ledger.index().edit(change -> {
            for (FolderState state : all) {
                String path =
                        to.path() + state.id().path().substring(from.path().length());
                Folder.Id moved = new Folder.Id(from.account(), path);
                List<MessageRow> rows = ledger.index().rows(state.id());
                change.removeFolder(state.id());
                change.put(FolderState.empty(moved, state.place()));
                rows.forEach(row -> change.put(row.at(row.key().in(path), row.order())));
            }
            // what the journal says of the old name stands before the renaming, and is told before it
            backend.renamed(from.path(), to.path()).forEach(pending -> change.add(from.account(), pending));
        });
        ledger.tellFolders(from.account());
        return ledger.index()
                .folder(to)
                .map(FolderState::folder)
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The folder is not there any more.")));
    }

    private void requireOrdinary(Folder.Id folder) throws Trouble {
        if (Folder.kindOf(folder.path()) != Folder.Kind.ORDINARY
                && Folder.kindOf(folder.path()) != Folder.Kind.ARCHIVE) {
            throw Trouble.of(Problem.of(Cause.REFUSED, folder.path() + " has to stay as it is."));
        }
        if (ledger.index().folder(folder).isEmpty()) {
            throw Trouble.of(Problem.of(Cause.GONE, "There is no folder " + folder.path() + "."));
        }
    }

    /** Removes a folder; its messages go to the trash first. */
    public void drop(Folder.Id folder) throws IOException, Trouble {
        requireOrdinary(folder);
        List<FolderState> all = new ArrayList<>(ledger.index().folders(folder.account()).stream()
                .filter(s -> s.id().equals(folder) || s.id().path().startsWith(folder.path() + "/"))
                .toList());
        all.sort((a, b) -> b.id().path().length() - a.id().path().length());
        Folder.Id trash = new Folder.Id(folder.account(), Folder.TRASH);
        FolderBackend backend = backend(folder.account());
        for (FolderState state : all) {
            move(ledger.index().rows(state.id()).stream().map(MessageRow::key).toList(), trash);
            ledger.index().edit(change -> {
                change.removeFolder(state.id());
                backend.dropped(state.id().path()).forEach(pending -> change.add(folder.account(), pending));
            });
        }
        ledger.tellFolders(folder.account());
    }

    /** Puts a message of this disk into a folder, once for each id; its row there. */
    public MessageRow add(Path message, Folder.Id folder, String localId, int marks) throws IOException, Trouble {
        requireFolder(folder);
        MessageRow.Key key = new MessageRow.Key(folder.account(), folder.path(), Ledger.LOCAL + localId);
        Optional<MessageRow> before = ledger.index().row(key);
        if (before.isPresent()) {
            return before.get();
        }
        try (Incoming incoming = ledger.store().begin();
                InputStream in = Files.newInputStream(message)) {
            in.transferTo(incoming);
            MessageRow row = Headers.of(incoming.file())
                    .row(key, incoming.size(), marks, ledger.clock().instant());
            incoming.keep(key);
            FolderBackend backend = backend(folder.account());
            MessageRow placed = ledger.index().change(change -> {
                backend.added(key).forEach(pending -> change.add(folder.account(), pending));
                return change.put(row);
            });
            ledger.tell(folder, List.of(placed), List.of(), List.of(), 0);
            ledger.tellFolders(folder.account());
            return placed;
        }
    }

    /** An id for {@link #add} that nothing else has. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }
}
