package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** Reads messages again and compares them with what was committed. Any thread, no monitor held. */
final class Verification {
    private final MaildirTree tree;
    private final Mailboxes mailboxes;
    private final Shelf shelf;
    private final Mending mending;

    Verification(MaildirTree tree, Mailboxes mailboxes, Shelf shelf, Mending mending) {
        this.tree = tree;
        this.mailboxes = mailboxes;
        this.shelf = shelf;
        this.mending = mending;
    }

    /** How a message is. */
    enum Health {
        GOOD,
        /** It was changed while it was looked at. */
        MOVED,
        DAMAGED,
        MISSING
    }

    /** After recovery: tells what is missing in the accounts that were met. */
    void reportMissing(Set<AccountName> met) throws IOException {
        for (AccountName account : met) {
            for (String folder : tree.folders(account)) {
                reportMissing(account, folder);
            }
        }
    }

    private void reportMissing(AccountName account, String folder) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                missing(mailbox).forEach(entry -> shelf.lost(mailbox, entry));
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Messages without a good file. The monitor is held, the index loaded. */
    static List<IndexEntry> missing(Mailbox mailbox) {
        List<IndexEntry> missing = new ArrayList<>();
        mailbox.index().forEach(entry -> {
            if (entry.missing()) {
                missing.add(entry);
            }
        });
        return missing;
    }

    /** Reads a message and changes nothing, but learns what it holds if that was not known. */
    Health examine(Mailbox mailbox, IndexEntry entry) throws IOException {
        Path file = mailbox.files().file(entry.name(), entry.inCur());
        Sha256 digest;
        long size;
        try {
            size = Files.size(file);
            digest = BodyFiles.digest(file);
        } catch (NoSuchFileException renamedOrGone) {
            return unless(mailbox, entry, Health.MISSING);
        } catch (FileSystemException unreadable) {
            return unless(mailbox, entry, Health.DAMAGED);
        }
        if (size != entry.name().size() || !Shelf.fits(entry, digest)) {
            return unless(mailbox, entry, Health.DAMAGED);
        }
        if (entry.sha256().isEmpty()) {
            synchronized (mailbox) {
                mailbox.learn(entry.guid(), digest);
            }
        }
        return Health.GOOD;
    }

    private static Health unless(Mailbox mailbox, IndexEntry entry, Health bad) {
        synchronized (mailbox) {
            return mailbox.find(entry.guid()).filter(entry::equals).isPresent() ? bad : Health.MOVED;
        }
    }

    /** Reads one message; when it is not what it should be, gets it from the other half, or else sets it aside. */
    Health verify(Mailbox mailbox, IndexEntry entry) throws IOException {
        Health health = examine(mailbox, entry);
        boolean bad = health == Health.DAMAGED || health == Health.MISSING && !mending.alone();
        if (!bad || mended(mailbox, entry)) {
            return health; // alone, the next listing tells whether it was renamed or is gone
        }
        synchronized (mailbox) {
            Optional<IndexEntry> now = mailbox.find(entry.guid()).filter(entry::equals);
            if (now.isPresent() && health == Health.DAMAGED) {
                shelf.setAside(mailbox, entry, "size or digest");
            }
        }
        return health;
    }

    private boolean mended(Mailbox mailbox, IndexEntry entry) throws IOException {
        try {
            return !mending.alone() && mending.mend(mailbox, entry);
        } catch (IOException unreachable) {
            return false; // what is missing is tried again with the next pass
        }
    }

    /** Tries again to get what has no good file; how many are whole now. */
    int mendMissing(Mailbox mailbox) throws IOException {
        if (mending.alone()) {
            return 0;
        }
        List<IndexEntry> missing;
        synchronized (mailbox) {
            missing = missing(mailbox);
        }
        int mended = 0;
        for (IndexEntry entry : missing) {
            mended += mending.mend(mailbox, entry) ? 1 : 0;
        }
        return mended;
    }
}
