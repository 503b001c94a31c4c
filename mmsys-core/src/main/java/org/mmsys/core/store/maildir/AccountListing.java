package org.mmsys.core.store.maildir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * All messages of an account as they were between two entries of the log; about 75 octets each.
 *
 * <p>Immutable but for {@link #learn}; one thread.
 */
public final class AccountListing {
    private final AccountName account;
    private final String state;
    private final SortedMap<String, IndexColumns> folders;

    AccountListing(AccountName account, String state, Map<String, IndexColumns> folders) {
        this.account = account;
        this.state = state;
        this.folders = new TreeMap<>(folders);
    }

    public AccountName account() {
        return account;
    }

    /** What the tree must know of itself, as {@code .state} holds it. */
    public String state() {
        return state;
    }

    /** The folders by their names on disk, in order; the inbox, which is empty, first. */
    public List<String> folders() {
        return List.copyOf(folders.keySet());
    }

    public int messages(String folder) {
        return columns(folder).size();
    }

    public int messages() {
        return folders.values().stream().mapToInt(IndexColumns::size).sum();
    }

    /** The messages of a folder in the order of their guids. */
    public List<MessageRow> rows(String folder) {
        List<MessageRow> rows = new ArrayList<>(messages(folder));
        columns(folder).forEach(entry -> rows.add(MessageRow.of(entry)));
        return rows;
    }

    /** Notes what a file holds of which that was not known. */
    void learn(String folder, Guid guid, Sha256 digest) {
        Optional<IndexEntry> entry = columns(folder).find(guid);
        entry.ifPresent(known -> columns(folder).put(known.withDigest(digest)));
    }

    private IndexColumns columns(String folder) {
        IndexColumns columns = folders.get(folder);
        if (columns == null) {
            throw new IllegalArgumentException("no folder " + folder);
        }
        return columns;
    }
}
