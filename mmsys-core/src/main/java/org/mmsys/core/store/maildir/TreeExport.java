package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * The tree as the other half of a pair gets to see it: listings of accounts at one moment each, and files by guid.
 *
 * <p>Any thread; entries are applied meanwhile. Reads the disk.
 */
public final class TreeExport {
    private static final int LOOKS = 3;
    private final Applier applier;
    private final MaildirTree tree;

    public TreeExport(Applier applier) {
        this.applier = applier;
        this.tree = applier.tree();
    }

    /** What became of a message that was asked for. */
    public enum Fate {
        HERE,
        /** Deleted, or never there. */
        GONE,
        /** It should be there and is not, or is too short. */
        DAMAGED
    }

    /**
     * A message that was looked up.
     *
     * @param channel to be closed by the caller; only when it is here
     * @param recorded what it has to hold, if that is known
     */
    public record Lookup(Fate fate, Optional<FileChannel> channel, long size, Optional<Sha256> recorded) {
        private static Lookup none(Fate fate) {
            return new Lookup(fate, Optional.empty(), 0, Optional.empty());
        }
    }

    private record Place(Path file, IndexEntry entry) {}

    /** The last entry that was applied. */
    public long applied() throws IOException {
        return applier.still(sequence -> sequence);
    }

    /** All accounts that have a tree just now, in order. */
    public List<AccountName> accounts() throws IOException {
        return tree.accounts();
    }

    /** All messages of an account, with their digests; empty when there is no such account any more. */
    public Optional<AccountListing> listing(AccountName account) throws IOException {
        for (String folder : tree.folders(account)) {
            Mailbox mailbox = applier.mailboxes().borrow(account, folder);
            try {
                Rebuild.load(mailbox); // so that the committer does not wait for the disk
            } finally {
                applier.mailboxes().giveBack(mailbox);
            }
        }
        Optional<AccountListing> listing =
                applier.still(sequence -> Files.isDirectory(tree.account(account), LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(applier.marks().listing(account))
                        : Optional.empty());
        if (listing.isPresent()) {
            learn(listing.get());
        }
        return listing;
    }

    /** Reads the files of messages of which only the names are known, since their index was lost. */
    private void learn(AccountListing listing) throws IOException {
        for (String folder : listing.folders()) {
            for (MessageRow row : listing.rows(folder)) {
                if (row.sha256().isEmpty() && !row.missing()) {
                    Optional<Place> place = find(listing.account(), folder, row.guid());
                    if (place.isPresent()) {
                        learn(listing, folder, place.get());
                    }
                }
            }
        }
    }

    private void learn(AccountListing listing, String folder, Place place) throws IOException {
        Sha256 digest;
        try {
            digest = BodyFiles.digest(place.file);
        } catch (FileSystemException gone) {
            return;
        }
        listing.learn(folder, place.entry.guid(), digest);
        Mailbox mailbox = applier.mailboxes().borrow(listing.account(), folder);
        try {
            synchronized (mailbox) {
                mailbox.learn(place.entry.guid(), digest);
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    /** Opens a message wherever it is in its account now. */
    public Lookup open(AccountName account, String folder, Guid guid) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Place> place = find(account, folder, guid);
            if (place.isEmpty()) {
                return Lookup.none(Fate.GONE);
            }
            if (place.get().entry.missing()) {
                return Lookup.none(Fate.DAMAGED);
            }
            try {
                return open(place.get());
            } catch (NoSuchFileException movedOrDamaged) {
                rename(account, folder, place.get().entry);
            }
        }
        return Lookup.none(Fate.DAMAGED);
    }

    private static Lookup open(Place place) throws IOException {
        FileChannel channel = FileChannel.open(place.file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        boolean whole = false;
        try {
            whole = channel.size() == place.entry.name().size();
            return whole
                    ? new Lookup(Fate.HERE, Optional.of(channel), channel.size(), place.entry.sha256())
                    : Lookup.none(Fate.DAMAGED);
        } finally {
            if (!whole) {
                channel.close();
            }
        }
    }

    private void rename(AccountName account, String folder, IndexEntry stale) throws IOException {
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                if (mailbox.find(stale.guid()).filter(stale::equals).isPresent()) {
                    applier.shelf().refreshNames(mailbox);
                }
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    /** Nothing moves while all folders are searched. */
    private Optional<Place> find(AccountName account, String folder, Guid guid) throws IOException {
        Optional<Place> place = inFolder(account, folder, guid);
        return place.isPresent() ? place : applier.still(sequence -> everywhere(account, guid));
    }

    private Optional<Place> everywhere(AccountName account, Guid guid) throws IOException {
        for (String folder : tree.folders(account)) {
            Optional<Place> place = inFolder(account, folder, guid);
            if (place.isPresent()) {
                return place;
            }
        }
        return Optional.empty();
    }

    private Optional<Place> inFolder(AccountName account, String folder, Guid guid) throws IOException {
        if (!tree.exists(tree.folder(account, folder))) {
            return Optional.empty();
        }
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                return mailbox.find(guid)
                        .map(entry -> new Place(mailbox.files().file(entry.name(), entry.inCur()), entry));
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }
}
