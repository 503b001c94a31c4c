package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes message files and the index along with them.
 *
 * <p>Every method wants the monitors of the mailboxes it gets held, and, but for {@link #deliver}, their indexes loaded.
 * Another program may rename a file at any time: then the directories are listed and the new name is taken.
 */
final class Shelf {
    private static final Logger log = LoggerFactory.getLogger(Shelf.class);
    private final MaildirTree tree;
    private final TreeSync sync;
    private final BodyFiles bodies;
    private final Mending mending;

    Shelf(MaildirTree tree, TreeSync sync, BodyFiles bodies, Mending mending) {
        this.tree = tree;
        this.sync = sync;
        this.bodies = bodies;
        this.mending = mending;
    }

    /** Makes the folder where it is missing. */
    void create(Mailbox mailbox) throws IOException {
        if (!tree.exists(mailbox.files())) {
            tree.clearWay(mailbox.account(), mailbox.files(), sync);
            boolean empty = !Files.isDirectory(mailbox.files().fresh());
            tree.create(mailbox.files(), sync);
            if (empty) {
                mailbox.startEmpty();
            }
        }
    }

    /** Puts a new message in and returns its file. */
    Path deliver(Mailbox mailbox, MaildirName name, Body body, Optional<Path> twin) throws IOException {
        boolean inCur = !name.info().isEmpty();
        MaildirFolder files = mailbox.files();
        Path target = files.file(name, inCur);
        try {
            mailbox.before(inCur);
            bodies.place(body, twin, files.temporary(name), target);
        } catch (FileSystemException noFolder) {
            boolean cleared = tree.clearWay(mailbox.account(), files, sync);
            if (!cleared && !(noFolder instanceof NoSuchFileException)) {
                throw noFolder;
            }
            create(mailbox);
            tree.create(files, sync);
            mailbox.before(inCur);
            bodies.place(body, twin, files.temporary(name), target);
        }
        mailbox.after(inCur);
        mailbox.put(new IndexEntry(name, inCur, false, Optional.of(body.sha256())));
        return target;
    }

    /** Makes sure that a message that is there holds what was committed. */
    void repair(Mailbox mailbox, IndexEntry entry, Body body) throws IOException {
        Path file = mailbox.files().file(entry.name(), entry.inCur());
        if (!BodyFiles.holds(file, body)) {
            log.atWarn()
                    .addKeyValue("account", mailbox.account())
                    .addKeyValue("guid", entry.guid())
                    .log("message damaged; written again from the journal");
            mailbox.before(entry.inCur());
            tree.create(mailbox.files(), sync);
            bodies.copy(body, mailbox.files().temporary(entry.name()), file);
            mailbox.after(entry.inCur());
        }
        if (entry.sha256().isEmpty()) {
            mailbox.put(entry.withDigest(body.sha256()));
        }
    }

    /** Deletes a message for good, if it is there. */
    void expunge(Mailbox mailbox, Guid guid) throws IOException {
        Optional<IndexEntry> entry = mailbox.find(guid);
        if (entry.isEmpty()) {
            return;
        }
        if (!entry.get().missing() && !deleted(mailbox, entry.get())) {
            refreshNames(mailbox);
            Optional<IndexEntry> renamed = mailbox.find(guid);
            if (renamed.isPresent() && !deleted(mailbox, renamed.get())) {
                log.atInfo()
                        .addKeyValue("account", mailbox.account())
                        .addKeyValue("guid", guid)
                        .log("deleted message had no file any more");
            }
        }
        mailbox.remove(guid);
    }

    private boolean deleted(Mailbox mailbox, IndexEntry entry) throws IOException {
        Path file = mailbox.files().file(entry.name(), entry.inCur());
        mailbox.before(entry.inCur());
        boolean deleted = Files.deleteIfExists(file);
        mailbox.after(entry.inCur());
        sync.removed(file);
        return deleted;
    }

    /** Sets and clears flags of a message, if it is there. */
    void flag(Mailbox mailbox, Guid guid, String set, String clear) throws IOException {
        Optional<IndexEntry> entry = mailbox.find(guid).filter(known -> !known.missing());
        if (entry.isPresent() && !flagged(mailbox, entry.get(), set, clear)) {
            Optional<IndexEntry> renamed = renamed(mailbox, guid);
            if (renamed.isEmpty() || !flagged(mailbox, renamed.get(), set, clear)) {
                lost(mailbox, entry.get());
            }
        }
    }

    private boolean flagged(Mailbox mailbox, IndexEntry entry, String set, String clear) throws IOException {
        MaildirName name = entry.name().with(set, clear);
        if (name.equals(entry.name())
                || !entry.inCur() && name.flags().letters().isEmpty()) {
            return true;
        }
        boolean moved = rename(mailbox, entry, mailbox, name, true);
        if (moved) {
            mailbox.put(entry.at(name, true));
        }
        return moved;
    }

    /** Moves a message from one mailbox to another, if it is there. */
    void move(Mailbox from, Mailbox to, Guid guid) throws IOException {
        Optional<IndexEntry> entry = from.find(guid).filter(known -> !known.missing());
        if (entry.isEmpty()) {
            return;
        }
        IndexEntry present = entry.get();
        if (!rename(from, present, to, present.name(), present.inCur())) {
            Optional<IndexEntry> renamed = renamed(from, guid);
            if (renamed.isEmpty()
                    || !rename(
                            from,
                            renamed.get(),
                            to,
                            renamed.get().name(),
                            renamed.get().inCur())) {
                lost(from, present);
                return;
            }
            present = renamed.get();
        }
        from.remove(guid);
        to.put(present);
    }

    private boolean rename(Mailbox from, IndexEntry entry, Mailbox to, MaildirName name, boolean inCur)
            throws IOException {
        Path source = from.files().file(entry.name(), entry.inCur());
        Path target = to.files().file(name, inCur);
        from.before(entry.inCur());
        if (from != to || entry.inCur() != inCur) {
            to.before(inCur);
        }
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            if (Files.exists(source) && !tree.exists(to.files())) {
                create(to);
                Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                return false;
            }
        }
        from.after(entry.inCur());
        to.after(inCur);
        sync.renamed(source, target);
        return true;
    }

    private Optional<IndexEntry> renamed(Mailbox mailbox, Guid guid) throws IOException {
        refreshNames(mailbox);
        return mailbox.find(guid);
    }

    /** Takes over the names that other programs gave to files we know. */
    void refreshNames(Mailbox mailbox) throws IOException {
        for (Listing.Found found : Listing.of(mailbox.files()).ours().values()) {
            Optional<IndexEntry> known = mailbox.find(found.name().guid());
            if (known.isPresent()
                    && (!known.get().name().equals(found.name()) || known.get().inCur() != found.inCur())) {
                mailbox.put(known.get().at(found.name(), found.inCur()));
            }
        }
    }

    /** A file that must be there is not: told, and listed no longer. */
    void lost(Mailbox mailbox, IndexEntry entry) {
        log.atWarn()
                .addKeyValue("account", mailbox.account())
                .addKeyValue("folder", mailbox.files().encoded())
                .addKeyValue("guid", entry.guid())
                .log("message missing: its file is gone");
        mailbox.put(entry.withMissing(true));
        mending.soon(mailbox.account(), mailbox.files().encoded(), entry.guid());
    }

    /** A file does not hold what it should: told, moved to the quarantine, listed no longer. */
    void setAside(Mailbox mailbox, IndexEntry entry, String why) throws IOException {
        Path directory = tree.quarantine(mailbox.account());
        tree.createDirectory(directory, sync);
        Path source = mailbox.files().file(entry.name(), entry.inCur());
        Path target = MaildirTree.free(directory, entry.name().fileName());
        mailbox.before(entry.inCur());
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            lost(mailbox, entry);
            return;
        }
        mailbox.after(entry.inCur());
        sync.renamed(source, target);
        mailbox.put(entry.withMissing(true));
        log.atError()
                .addKeyValue("account", mailbox.account())
                .addKeyValue("folder", mailbox.files().encoded())
                .addKeyValue("guid", entry.guid())
                .addKeyValue("why", why)
                .addKeyValue("file", target)
                .log("message damaged: set aside");
        mending.soon(mailbox.account(), mailbox.files().encoded(), entry.guid());
    }

    /** The digest a message should have, or any if it is not known yet. */
    static boolean fits(IndexEntry entry, Sha256 actual) {
        return entry.sha256().isEmpty() || entry.sha256().get().equals(actual);
    }
}
