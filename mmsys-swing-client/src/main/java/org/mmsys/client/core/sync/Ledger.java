package org.mmsys.client.core.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.mmsys.client.core.Events.RowsChanged;
import org.mmsys.client.core.Hub;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.store.FolderState;
import org.mmsys.client.core.store.Index;
import org.mmsys.client.core.store.LocalStore;

/**
 * What is on this disk, and who is told when it changes. Thread-safe.
 *
 * @param waiting how many messages of an account are in its outbox
 */
public record Ledger(Index index, LocalStore store, Hub hub, InstantSource clock, ToIntFunction<String> waiting) {
    /** Rows whose ids begin so are on this disk only. */
    public static final String LOCAL = "local-";

    /** Rows of drafts, which servers never see. */
    public static final String DRAFT = "draft-";

    /** Whether a row is not at the server (yet). */
    static boolean here(String id) {
        return id.startsWith(LOCAL) || id.startsWith(DRAFT);
    }

    /** Whether the account's server is known to keep folders. */
    boolean foldersOnServer(String account) {
        return index.fact("xfolders/" + account).filter("yes"::equals).isPresent();
    }

    /** Folders for the tree: special ones first. */
    public List<Folder> folders(String account) {
        List<Folder> folders = new ArrayList<>();
        for (FolderState state : index.folders(account)) {
            Folder folder = state.folder();
            folders.add(folder.kind() == Folder.Kind.OUTBOX ? folder.counting(waiting.applyAsInt(account)) : folder);
        }
        folders.sort(Comparator.comparing(Folder::kind)
                .thenComparing(folder -> folder.id().path(), String.CASE_INSENSITIVE_ORDER));
        return folders;
    }

    /** Tells everybody what changed in one folder, if anything did. */
    void tell(
            Folder.Id folder,
            List<MessageRow> added,
            List<MessageRow> changed,
            List<MessageRow.Key> removed,
            int fetched) {
        if (!added.isEmpty() || !changed.isEmpty() || !removed.isEmpty()) {
            RowsChanged event = new RowsChanged(folder, added, changed, removed, fetched);
            hub.tell(listener -> listener.rowsChanged(event));
        }
    }

    /** The same for changes made outside of sessions, with the counts. */
    public void announce(
            Folder.Id folder, List<MessageRow> added, List<MessageRow> changed, List<MessageRow.Key> removed) {
        tell(folder, added, changed, removed, 0);
        tellFolders(folder.account());
    }

    public void tellFolders(String account) {
        List<Folder> now = folders(account);
        hub.tell(listener -> listener.foldersChanged(account, now));
    }

    /** Where a message is now, whichever folder that is. */
    Optional<MessageRow> locate(String account, String id) {
        for (FolderState state : index.folders(account)) {
            Optional<MessageRow> row =
                    index.row(new MessageRow.Key(account, state.id().path(), id));
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }

    Optional<Path> file(MessageRow.Key key) {
        return store.find(key);
    }

    /** Sees to it that an account has the folders that every account has. */
    public void ensureFolders(String account) throws IOException {
        List<String> missing =
                new ArrayList<>(List.of(Folder.INBOX, Folder.DRAFTS, Folder.OUTBOX, Folder.SENT, Folder.TRASH));
        index.folders(account).forEach(state -> missing.remove(state.id().path()));
        if (missing.isEmpty()) {
            return;
        }
        boolean server = foldersOnServer(account);
        index.edit(change -> {
            for (String path : missing) {
                boolean local = path.equals(Folder.DRAFTS) || path.equals(Folder.OUTBOX) || !server;
                change.put(FolderState.empty(
                        new Folder.Id(account, path), local ? Folder.Place.HERE : Folder.Place.SERVER));
            }
        });
    }
}
