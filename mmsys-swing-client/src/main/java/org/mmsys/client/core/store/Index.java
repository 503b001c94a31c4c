package org.mmsys.client.core.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of all messages, in one file: rows, what servers' unique ids became of, changes the server has yet to learn, and
 * small facts. Thread-safe.
 *
 * <p>All of a {@link #change} is in the file, or nothing: a crash at any moment leaves the state before or after it.
 */
public final class Index implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Index.class);

    /** What says nothing about the file. */
    private static final Set<Integer> OF_THE_DISK = Set.of(DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_FILE_LOCKED);

    private static final char SEPARATOR = '\0';

    private final Path file;
    private final boolean fresh;
    private MVStore store;
    private MVMap<String, byte[]> folders;
    private MVMap<String, String> facts;

    private Index(Path file, MVStore store, boolean fresh) {
        this.file = file;
        this.store = store;
        this.fresh = fresh;
        this.folders = octetMap(store, "folders");
        this.facts = factMap(store);
    }

    private static MVMap<String, String> factMap(MVStore store) {
        return store.openMap(
                "facts",
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    /**
     * Opens the file, or makes it. One that is damaged is put aside and replaced by an empty one: {@link #fresh} says so.
     *
     * @throws IOException if the disk does not let us
     */
    public static Index open(Path file) throws IOException {
        boolean existed = Files.exists(file);
        try {
            return new Index(file, openStore(file), !existed);
        } catch (MVStoreException damaged) {
            if (!existed || OF_THE_DISK.contains(damaged.getErrorCode())) {
                throw new IOException("no index at " + file, damaged);
            }
            Files.move(file, file.resolveSibling("index.damaged"), StandardCopyOption.REPLACE_EXISTING);
            return new Index(file, openStore(file), true);
        }
    }

    /** A store that could not write closes itself: opened again it is as the last commit left it. */
    private void openAgain() {
        try {
            store.closeImmediately();
            MVStore again = openStore(file);
            folders = octetMap(again, "folders");
            facts = factMap(again);
            store = again;
        } catch (MVStoreException still) {
            LOG.atWarn().setCause(still).log("the index cannot be opened");
        }
    }

    private static MVStore openStore(Path file) {
        return new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .cacheSize(16)
                .open();
    }

    /** Whether it was empty when it was opened, so that it has to be made from the messages on the disk. */
    public boolean fresh() {
        return fresh;
    }

    private MVMap<String, byte[]> octetMap(String name) {
        return octetMap(store, name);
    }

    private static MVMap<String, byte[]> octetMap(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private MVMap<Long, byte[]> journalMap(String account) {
        return store.openMap(
                "journal" + SEPARATOR + account,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    private static String rowsName(Folder.Id folder) {
        return "rows" + SEPARATOR + folder.account() + SEPARATOR + folder.path();
    }

    private Optional<MVMap<String, byte[]>> rowMap(Folder.Id folder) {
        String name = rowsName(folder);
        return store.hasMap(name) ? Optional.of(octetMap(name)) : Optional.empty();
    }

    private static String folderKey(Folder.Id folder) {
        return folder.account() + SEPARATOR + folder.path();
    }

    // ---- reading

    /** The rows of a folder, in order of arrival. */
    public synchronized List<MessageRow> rows(Folder.Id folder) {
        List<MessageRow> rows = new ArrayList<>();
        Map<String, String> shared = new HashMap<>();
        rowMap(folder)
                .ifPresent(map -> map.forEach((id, octets) -> rows.add(
                        IndexCodec.row(new MessageRow.Key(folder.account(), folder.path(), id), octets, shared))));
        rows.sort(Comparator.comparingLong(MessageRow::order));
        return rows;
    }

    public synchronized Optional<MessageRow> row(MessageRow.Key key) {
        return rowMap(key.folderId())
                .map(map -> map.get(key.id()))
                .map(octets -> IndexCodec.row(key, octets, new HashMap<>()));
    }

    /** The folders of an account, by path. */
    public synchronized List<FolderState> folders(String account) {
        List<FolderState> states = new ArrayList<>();
        String prefix = account + SEPARATOR;
        var keys = folders.keyIterator(prefix);
        while (keys.hasNext()) {
            String key = keys.next();
            if (!key.startsWith(prefix)) {
                break;
            }
            Folder.Id id = new Folder.Id(account, key.substring(prefix.length()));
            states.add(IndexCodec.folder(id, octets(folders, key)));
        }
        return states;
    }

    private static byte[] octets(MVMap<String, byte[]> map, String key) {
        byte[] octets = map.get(key);
        return octets == null ? new byte[0] : octets;
    }

    public synchronized Optional<FolderState> folder(Folder.Id id) {
        return Optional.ofNullable(folders.get(folderKey(id))).map(octets -> IndexCodec.folder(id, octets));
    }

    /** What the server has yet to learn, oldest first. */
    public synchronized List<Pending> pending(String account) {
        List<Pending> all = new ArrayList<>();
        journalMap(account).forEach((number, octets) -> all.add(IndexCodec.pending(number, octets)));
        return all;
    }

    /** What became of a server's unique id; empty if it was never seen. */
    public synchronized Optional<String> seen(String account, String id) {
        return Optional.ofNullable(facts.get("uid" + SEPARATOR + account + SEPARATOR + id));
    }

    /** All unique ids of an account with what became of them. */
    public synchronized Map<String, String> allSeen(String account) {
        return facts("uid" + SEPARATOR + account + SEPARATOR);
    }

    /** A small fact. */
    public synchronized Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get("fact" + SEPARATOR + name));
    }

    /** All small facts whose names begin so; without that beginning. */
    public synchronized Map<String, String> factsOf(String prefix) {
        return facts("fact" + SEPARATOR + prefix);
    }

    private Map<String, String> facts(String prefix) {
        Map<String, String> found = new HashMap<>();
        var keys = facts.keyIterator(prefix);
        while (keys.hasNext()) {
            String key = keys.next();
            if (!key.startsWith(prefix)) {
                break;
            }
            String value = facts.get(key);
            if (value != null) {
                found.put(key.substring(prefix.length()), value);
            }
        }
        return found;
    }

    // ---- changing

    /** What is to be changed at once. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Change change);
    }

    /**
     * Does all of it or, if it throws or the disk does, nothing; after return it survives a crash.
     *
     * @throws IOException if the disk does not take it
     */
    public synchronized <T> T change(Work<T> work) throws IOException {
        if (store.isClosed()) {
            openAgain();
        }
        try {
            T result = work.on(new Change());
            store.commit();
            store.sync();
            return result;
        } catch (MVStoreException full) {
            openAgain();
            throw new IOException("the index could not be written", full);
        } catch (RuntimeException wrong) {
            store.rollback();
            throw wrong;
        }
    }

    /** The same with nothing to tell. */
    public void edit(Consumer<Change> work) throws IOException {
        change(change -> {
            work.accept(change);
            return true;
        });
    }

    /** The ways to change. Only inside of {@link #change}. */
    public final class Change {
        private Change() {}

        /** Adds or replaces a row; one without an order gets the next. */
        public MessageRow put(MessageRow row) {
            Folder.Id id = row.key().folderId();
            FolderState state = folder(id).orElseGet(() -> FolderState.empty(id, Folder.Place.HERE));
            Optional<MessageRow> before = row(row.key());
            long order = row.order() > 0
                    ? row.order()
                    : before.map(MessageRow::order).orElse(state.nextOrder());
            MessageRow placed = row.at(row.key(), order);
            octetMap(rowsName(id)).put(row.key().id(), IndexCodec.row(placed));
            FolderState counted = state.counting(1, placed.unread() ? 1 : 0, placed.sizeBytes());
            if (before.isPresent()) {
                MessageRow old = before.get();
                counted = counted.counting(-1, old.unread() ? -1 : 0, -old.sizeBytes());
            }
            put(counted.after(order));
            return placed;
        }

        /** Removes a row; what it was. */
        public Optional<MessageRow> remove(MessageRow.Key key) {
            Optional<MessageRow> before = row(key);
            before.ifPresent(old -> {
                octetMap(rowsName(key.folderId())).remove(key.id());
                folder(key.folderId())
                        .ifPresent(state -> put(state.counting(-1, old.unread() ? -1 : 0, -old.sizeBytes())));
            });
            return before;
        }

        /** Moves a row; as it is there. */
        public Optional<MessageRow> move(MessageRow.Key from, MessageRow.Key to) {
            return remove(from).map(row -> put(row.at(to, 0)));
        }

        /** Sets or clears a mark; the row as it is now, empty if nothing changed. */
        public Optional<MessageRow> mark(MessageRow.Key key, Mark mark, boolean on) {
            return row(key).filter(row -> row.has(mark) != on).map(row -> put(row.with(mark, on)));
        }

        public void put(FolderState state) {
            folders.put(folderKey(state.id()), IndexCodec.folder(state));
        }

        /** Removes a folder and its rows. */
        public void removeFolder(Folder.Id id) {
            folders.remove(folderKey(id));
            rowMap(id).ifPresent(store::removeMap);
        }

        /** Appends to the journal. */
        public Pending add(String account, Pending change) {
            MVMap<Long, byte[]> journal = journalMap(account);
            Long last = journal.lastKey();
            Pending numbered = change.numbered(last == null ? 1 : last + 1);
            journal.put(numbered.number(), IndexCodec.pending(numbered));
            return numbered;
        }

        /** Replaces an entry of the journal. */
        public void replace(String account, Pending change) {
            journalMap(account).put(change.number(), IndexCodec.pending(change));
        }

        /** The server knows it now. */
        public void done(String account, Pending change) {
            journalMap(account).remove(change.number());
        }

        public void seen(String account, String id, String what) {
            facts.put("uid" + SEPARATOR + account + SEPARATOR + id, what);
        }

        public void forgetSeen(String account, String id) {
            facts.remove("uid" + SEPARATOR + account + SEPARATOR + id);
        }

        public void fact(String name, String value) {
            facts.put("fact" + SEPARATOR + name, value);
        }

        public void forgetFact(String name) {
            facts.remove("fact" + SEPARATOR + name);
        }

        /** Forgets an account. */
        public void removeAccount(String account) {
            folders(account).forEach(state -> removeFolder(state.id()));
            store.removeMap(journalMap(account));
            for (String prefix : List.of("uid" + SEPARATOR + account + SEPARATOR)) {
                facts(prefix).keySet().forEach(id -> facts.remove(prefix + id));
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            store.close();
        } catch (MVStoreException broken) {
            throw new IOException("the index could not be closed", broken);
        }
    }
}
