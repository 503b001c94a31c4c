package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Guid;
import org.mmsys.wire.address.AccountName;

/**
 * Finds messages where a crash left them: operations that come again may have been done, in part, or undone by later ones.
 *
 * <p>Lists every account it meets once. A message may then stand in any folder of its account; since each operation puts
 * it where the operation says, the last one decides, as it did the first time. Committer or main thread.
 */
final class Replay {
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Mailboxes mailboxes;
    private final Folders folders;
    private final Set<AccountName> scanned = new HashSet<>();

    Replay(MaildirTree tree, TreeSync sync, Mailboxes mailboxes, Folders folders) {
        this.tree = tree;
        this.sync = sync;
        this.mailboxes = mailboxes;
        this.folders = folders;
    }

    /** Whether the operation is to be left out: what came of it has been changed by a renaming since. */
    boolean leavesOut(AccountName account, long sequence) throws IOException {
        if (folders.applied(account, sequence)) {
            return true;
        }
        scan(account);
        return false;
    }

    /** The mailbox where the message is, borrowed; the wanted folder is looked at first. */
    Optional<Mailbox> holder(AccountName account, String wanted, Guid guid) throws IOException {
        Optional<Mailbox> first = inFolder(account, wanted, guid);
        if (first.isPresent()) {
            return first;
        }
        for (String folder : tree.folders(account)) {
            Optional<Mailbox> other = folder.equals(wanted) ? Optional.empty() : inFolder(account, folder, guid);
            if (other.isPresent()) {
                return other;
            }
        }
        return Optional.empty();
    }

    private Optional<Mailbox> inFolder(AccountName account, String folder, Guid guid) throws IOException {
        if (!tree.exists(tree.folder(account, folder))) {
            return Optional.empty(); // whatever an index file says
        }
        Mailbox mailbox = mailboxes.borrow(account, folder);
        boolean here = false;
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                here = mailbox.find(guid).filter(entry -> !entry.missing()).isPresent();
            }
        } finally {
            if (!here) {
                mailboxes.giveBack(mailbox);
            }
        }
        return here ? Optional.of(mailbox) : Optional.empty();
    }

    /** The accounts that were met. */
    Set<AccountName> accounts() {
        return scanned;
    }

    /** What is known of an account is no longer so. */
    void forget(AccountName account) {
        scanned.remove(account);
    }

    private void scan(AccountName account) throws IOException {
        if (scanned.contains(account)) {
            return;
        }
        tree.mend(account, sync);
        Map<Guid, Path> met = new HashMap<>();
        for (String folder : tree.folders(account)) {
            Mailbox mailbox = mailboxes.borrow(account, folder);
            try {
                scan(mailbox, met);
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
        for (String folder : tree.folders(account)) {
            dropMoved(account, folder, met);
        }
        scanned.add(account);
    }

    /** An index file that was written before a message moved away knows it still: it is not missing. */
    private void dropMoved(AccountName account, String folder, Map<Guid, Path> met) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                for (IndexEntry entry : Verification.missing(mailbox)) {
                    if (met.containsKey(entry.guid())) {
                        mailbox.remove(entry.guid());
                    }
                }
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    private void scan(Mailbox mailbox, Map<Guid, Path> met) throws IOException {
        mailbox.load();
        boolean knewAll;
        synchronized (mailbox) {
            knewAll = mailbox.complete();
            mailbox.expectListing();
        }
        Listing listing = Listing.of(mailbox.files());
        for (Listing.Found twice : listing.doubles()) {
            Listing.Found kept = listing.ours().get(twice.name().guid());
            if (kept != null) {
                dropSecondName(path(mailbox, kept), path(mailbox, twice));
            }
        }
        List<Guid> elsewhere = new ArrayList<>();
        for (Listing.Found found : listing.ours().values()) {
            Path file = path(mailbox, found);
            Path first = met.putIfAbsent(found.name().guid(), file);
            if (first != null && dropSecondName(first, file)) {
                elsewhere.add(found.name().guid());
            }
        }
        elsewhere.forEach(listing.ours()::remove);
        Rebuild.merge(mailbox, listing, knewAll);
        if (!listing.foreign().isEmpty()) {
            synchronized (mailbox) {
                mailbox.distrust();
            }
        }
    }

    private static Path path(Mailbox mailbox, Listing.Found found) {
        return mailbox.files().file(found.name(), found.inCur());
    }

    /** A renaming that a power loss cut in two leaves one file with two names. */
    private boolean dropSecondName(Path kept, Path second) throws IOException {
        try {
            if (Files.isSameFile(kept, second) && !kept.equals(second)) {
                Files.delete(second);
                sync.removed(second);
                return true;
            }
        } catch (NoSuchFileException gone) {
            return true;
        }
        return false;
    }
}
