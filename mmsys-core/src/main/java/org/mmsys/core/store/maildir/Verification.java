package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads messages again and compares them with what was committed. Any thread, no monitor held. */
final class Verification {
    private static final Logger log = LoggerFactory.getLogger(Verification.class);
    private final MaildirTree tree;
    private final Mailboxes mailboxes;
    private final Shelf shelf;
    private final Duration limit;

    Verification(MaildirTree tree, Mailboxes mailboxes, Shelf shelf, Duration limit) {
        this.tree = tree;
        this.mailboxes = mailboxes;
        this.shelf = shelf;
        this.limit = limit;
    }

    /** After recovery: tells what is missing in accounts met, and reads what came since the checkpoint before the last. */
    void run(Set<AccountName> met, Map<Touched.Place, Long> touched) throws IOException {
        for (AccountName account : met) {
            for (String folder : tree.folders(account)) {
                reportMissing(account, folder);
            }
        }
        long end = System.nanoTime() + limit.toNanos();
        int unread = 0;
        for (Map.Entry<Touched.Place, Long> place : touched.entrySet()) {
            unread += verify(place.getKey(), place.getValue(), end);
        }
        if (unread > 0) {
            log.atInfo().addKeyValue("messages", unread).log("messages left for the scrubber to verify");
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

    private int verify(Touched.Place place, long since, long end) throws IOException {
        Mailbox mailbox = mailboxes.borrow(place.account(), place.folder());
        try {
            Rebuild.load(mailbox);
            List<IndexEntry> due = new ArrayList<>();
            synchronized (mailbox) {
                mailbox.index().forEach(entry -> {
                    if (!entry.missing() && entry.name().time() >= since) {
                        due.add(entry);
                    }
                });
            }
            int unread = 0;
            for (IndexEntry entry : due) {
                if (System.nanoTime() - end < 0) {
                    verify(mailbox, entry);
                } else {
                    unread++;
                }
            }
            return unread;
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
            size = java.nio.file.Files.size(file);
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
