package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.maildir.Listing.Found;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a folder of a half that follows: whatever another program did there is damage. Names are put back, strange files
 * are set aside, missing ones are noted and fetched.
 *
 * <p>Any thread; no monitor held. The committer goes on meanwhile.
 */
final class BackupCare {
    private static final Logger log = LoggerFactory.getLogger(BackupCare.class);
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Mailboxes mailboxes;
    private final Shelf shelf;

    BackupCare(Applier applier) {
        this.tree = applier.tree();
        this.sync = applier.treeSync();
        this.mailboxes = applier.mailboxes();
        this.shelf = applier.shelf();
    }

    void look(AccountName account, String folder) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                if (mailbox.current()) {
                    return;
                }
                mailbox.expectListing();
            }
            Listing listing = Listing.of(mailbox.files());
            putBack(mailbox, listing.ours());
            strange(mailbox, listing);
            missing(mailbox);
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    private void putBack(Mailbox mailbox, Map<Guid, Found> ours) throws IOException {
        for (Found found : ours.values()) {
            synchronized (mailbox) {
                Optional<IndexEntry> entry = mailbox.find(found.name().guid());
                if (entry.isPresent() && !stands(mailbox, entry.get())) {
                    rename(mailbox, found, entry.get());
                }
            }
        }
    }

    private static boolean stands(Mailbox mailbox, IndexEntry entry) {
        return Files.exists(mailbox.files().file(entry.name(), entry.inCur()), LinkOption.NOFOLLOW_LINKS);
    }

    private void rename(Mailbox mailbox, Found found, IndexEntry entry) throws IOException {
        Path source = mailbox.files().file(found.name(), found.inCur());
        Path target = mailbox.files().file(entry.name(), entry.inCur());
        if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        mailbox.before(found.inCur());
        mailbox.before(entry.inCur());
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        mailbox.after(found.inCur());
        mailbox.after(entry.inCur());
        sync.renamed(source, target);
        mailbox.put(entry.withMissing(false));
        log.atWarn()
                .addKeyValue("account", mailbox.account())
                .addKeyValue("guid", entry.guid())
                .log("a file of the half that follows had another name: put back");
    }

    private void strange(Mailbox mailbox, Listing listing) throws IOException {
        List<Path> strange = new ArrayList<>();
        listing.foreign().forEach(foreign -> strange.add(foreign.path()));
        for (Found found : listing.ours().values()) {
            strange.add(mailbox.files().file(found.name(), found.inCur()));
        }
        for (Found second : listing.doubles()) {
            strange.add(mailbox.files().file(second.name(), second.inCur()));
        }
        for (Path file : strange) {
            synchronized (mailbox) {
                if (!known(mailbox, file)) {
                    setAside(mailbox, file);
                }
            }
        }
    }

    private static boolean known(Mailbox mailbox, Path file) {
        Optional<MaildirName> name = MaildirName.parse(MaildirTree.nameOf(file));
        return name.flatMap(ours -> mailbox.find(ours.guid()))
                .filter(entry ->
                        mailbox.files().file(entry.name(), entry.inCur()).equals(file))
                .isPresent();
    }

    private void setAside(Mailbox mailbox, Path file) throws IOException {
        Path directory = tree.quarantine(mailbox.account());
        tree.createDirectory(directory, sync);
        Path target = MaildirTree.free(directory, MaildirTree.nameOf(file));
        boolean inCur = mailbox.files().cur().equals(file.getParent());
        mailbox.before(inCur);
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            return; // deleted or moved by an entry meanwhile
        }
        mailbox.after(inCur);
        sync.removed(file);
        sync.directory(directory);
        log.atWarn()
                .addKeyValue("account", mailbox.account())
                .addKeyValue("folder", mailbox.files().encoded())
                .addKeyValue("file", target)
                .log("a strange file on the half that follows: set aside");
    }

    private void missing(Mailbox mailbox) {
        synchronized (mailbox) {
            List<IndexEntry> gone = new ArrayList<>();
            mailbox.index().forEach(entry -> {
                if (!entry.missing() && !stands(mailbox, entry)) {
                    gone.add(entry);
                }
            });
            gone.forEach(entry -> shelf.lost(mailbox, entry));
        }
    }
}
