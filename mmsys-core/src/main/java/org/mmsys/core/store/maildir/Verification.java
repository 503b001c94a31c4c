package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** Reads messages again and compares them with what was committed. Any thread, no monitor held. */
final class Verification {
    private final MaildirTree tree;
    private final Mailboxes mailboxes;
    private final Shelf shelf;

    Verification(MaildirTree tree, Mailboxes mailboxes, Shelf shelf) {
        this.tree = tree;
        this.mailboxes = mailboxes;
        this.shelf = shelf;
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
                List<IndexEntry> missing = new ArrayList<>();
                mailbox.index().forEach(entry -> {
                    if (entry.missing()) {
                        missing.add(entry);
                    }
                });
                missing.forEach(entry -> shelf.lost(mailbox, entry));
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Reads one message; sets it aside when it is not what it should be. */
    void verify(Mailbox mailbox, IndexEntry entry) throws IOException {
        Path file = mailbox.files().file(entry.name(), entry.inCur());
        Sha256 digest;
        long size;
        try {
            size = Files.size(file);
            digest = BodyFiles.digest(file);
        } catch (NoSuchFileException renamedOrGone) {
            return; // the next listing tells which
        }
        synchronized (mailbox) {
            boolean same = mailbox.find(entry.guid()).filter(entry::equals).isPresent();
            if (same && size != entry.name().size()) {
                shelf.setAside(mailbox, entry, "size " + size);
            } else if (same && !Shelf.fits(entry, digest)) {
                shelf.setAside(mailbox, entry, "digest");
            } else {
                mailbox.learn(entry.guid(), digest);
            }
        }
    }
}
