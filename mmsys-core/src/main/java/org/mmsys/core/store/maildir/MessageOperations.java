package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.Flags;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out operations on messages. Carefully means: find out first what was done already. Committer thread. */
final class MessageOperations {
    private static final Logger log = LoggerFactory.getLogger(MessageOperations.class);
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Mailboxes mailboxes;
    private final Shelf shelf;
    private final Replay replay;

    MessageOperations(MaildirTree tree, TreeSync sync, Mailboxes mailboxes, Shelf shelf, Replay replay) {
        this.tree = tree;
        this.sync = sync;
        this.mailboxes = mailboxes;
        this.shelf = shelf;
        this.replay = replay;
    }

    void deliver(long sequence, Operation.Deliver op, boolean careful) throws IOException {
        Optional<Path> twin = Optional.empty();
        for (Operation.Copy copy : op.copies()) {
            if (careful && replay.leavesOut(copy.account(), sequence)) {
                continue;
            }
            Optional<Path> file = careful ? deliverAgain(op, copy, twin) : deliverNew(op, copy, twin);
            twin = file.isPresent() ? file : twin;
        }
    }

    private Optional<Path> deliverNew(Operation.Deliver op, Operation.Copy copy, Optional<Path> twin)
            throws IOException {
        MaildirName name =
                MaildirName.of(op.time(), copy.guid(), op.node(), op.body().size());
        if (!copy.flags().isEmpty()) {
            name = name.withInfo(MaildirName.infoOf(Flags.of(copy.flags())));
        }
        Mailbox mailbox = mailboxes.borrow(copy.account(), copy.folder());
        try {
            synchronized (mailbox) {
                return Optional.of(shelf.deliver(mailbox, name, op.body(), twin));
            }
        } catch (LostBodyException lost) {
            log.atError()
                    .addKeyValue("account", copy.account())
                    .addKeyValue("guid", copy.guid())
                    .setCause(lost)
                    .log("committed message lost");
            return Optional.empty();
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    private Optional<Path> deliverAgain(Operation.Deliver op, Operation.Copy copy, Optional<Path> twin)
            throws IOException {
        Optional<Mailbox> holder = replay.holder(copy.account(), copy.folder(), copy.guid());
        if (holder.isEmpty()) {
            return deliverNew(op, copy, twin);
        }
        Mailbox mailbox = holder.get();
        try {
            synchronized (mailbox) {
                Optional<IndexEntry> entry = mailbox.find(copy.guid());
                if (entry.isPresent()) {
                    repair(mailbox, entry.get(), op);
                }
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
        return place(copy.account(), copy.folder(), copy.guid());
    }

    private void repair(Mailbox mailbox, IndexEntry entry, Operation.Deliver op) throws IOException {
        try {
            shelf.repair(mailbox, entry, op.body());
        } catch (LostBodyException lost) {
            shelf.setAside(mailbox, entry, lost.getMessage() == null ? "" : lost.getMessage());
        }
    }

    /** Moves a message that is somewhere in the account to where the operation says; tells its file. */
    private Optional<Path> place(AccountName account, String folder, Guid guid) throws IOException {
        moveOne(account, folder, folder, guid, true);
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                return mailbox.find(guid).map(entry -> mailbox.files().file(entry.name(), entry.inCur()));
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    void adopt(long sequence, Operation.Adopt op, boolean careful) throws IOException {
        if (careful && replay.leavesOut(op.account(), sequence)) {
            return;
        }
        ForeignName foreign = ForeignName.parse(op.foreignName());
        if (careful) {
            Optional<Mailbox> holder = replay.holder(op.account(), op.folder(), op.guid());
            if (holder.isPresent()) {
                mailboxes.giveBack(holder.get());
                place(op.account(), op.folder(), op.guid());
                verify(op);
                if (foreign.converted()) {
                    MaildirFolder files = tree.folder(op.account(), op.folder());
                    Files.deleteIfExists(files.directory(foreign.inCur()).resolve(foreign.name()));
                }
                return;
            }
        }
        Mailbox mailbox = mailboxes.borrow(op.account(), op.folder());
        try {
            Rebuild.load(mailbox); // it may have been forgotten since it was looked at, and this file be in it already
            synchronized (mailbox) {
                adopt(mailbox, op, foreign, careful);
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** There is no other copy to write it again from. */
    private void verify(Operation.Adopt op) throws IOException {
        Mailbox mailbox = mailboxes.borrow(op.account(), op.folder());
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                Optional<IndexEntry> entry = mailbox.find(op.guid()).filter(known -> !known.missing());
                if (entry.isPresent()) {
                    Path file =
                            mailbox.files().file(entry.get().name(), entry.get().inCur());
                    if (BodyFiles.digest(file).equals(op.sha256())) {
                        mailbox.learn(op.guid(), op.sha256());
                    } else {
                        shelf.setAside(mailbox, entry.get(), "digest");
                    }
                }
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    private void adopt(Mailbox mailbox, Operation.Adopt op, ForeignName foreign, boolean careful) throws IOException {
        if (mailbox.loaded() && mailbox.find(op.guid()).isPresent()) {
            return;
        }
        MaildirName name = MaildirName.of(op.time(), op.guid(), op.node(), op.size());
        if (foreign.inCur()) {
            name = name.withInfo(MaildirName.infoOf(Flags.of(op.flags())));
        }
        MaildirFolder files = mailbox.files();
        Path target = files.file(name, foreign.inCur());
        Path source = files.directory(foreign.inCur()).resolve(foreign.name());
        if (foreign.converted()
                && !careful
                && !Files.exists(source, LinkOption.NOFOLLOW_LINKS)
                && Files.deleteIfExists(files.temporary(name))) {
            sync.removed(files.temporary(name)); // an earlier entry took the file, or its owner did
            return;
        }
        IndexEntry entry = new IndexEntry(name, foreign.inCur(), false, Optional.of(op.sha256()));
        mailbox.before(foreign.inCur());
        try {
            if (foreign.converted()) {
                Files.move(files.temporary(name), target, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(source);
                sync.removed(source);
            } else {
                Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            }
            mailbox.put(entry);
        } catch (NoSuchFileException gone) {
            shelf.lost(mailbox, entry);
        }
        mailbox.after(foreign.inCur());
        sync.written(target);
    }

    void expunge(long sequence, Operation.Expunge op, boolean careful) throws IOException {
        if (careful && replay.leavesOut(op.account(), sequence)) {
            return;
        }
        for (Guid guid : op.guids()) {
            Mailbox mailbox = holder(op.account(), op.folder(), guid, careful);
            try {
                synchronized (mailbox) {
                    shelf.expunge(mailbox, guid);
                }
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
    }

    void flag(long sequence, Operation.Flag op, boolean careful) throws IOException {
        if (careful && replay.leavesOut(op.account(), sequence)) {
            return;
        }
        for (Guid guid : op.guids()) {
            Mailbox mailbox = holder(op.account(), op.folder(), guid, careful);
            try {
                synchronized (mailbox) {
                    shelf.flag(mailbox, guid, op.set(), op.clear());
                }
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
    }

    void move(long sequence, Operation.Move op, boolean careful) throws IOException {
        if (careful && replay.leavesOut(op.account(), sequence)) {
            return;
        }
        for (Guid guid : op.guids()) {
            moveOne(op.account(), op.from(), op.to(), guid, careful);
        }
    }

    private void moveOne(AccountName account, String from, String to, Guid guid, boolean careful) throws IOException {
        Mailbox source = holder(account, from, guid, careful);
        Mailbox target = mailboxes.borrow(account, to);
        try {
            if (source != target) {
                Rebuild.load(target);
                synchronized (source) {
                    synchronized (target) { // only the committer ever holds two
                        shelf.move(source, target, guid);
                    }
                }
            }
        } finally {
            mailboxes.giveBack(target);
            mailboxes.giveBack(source);
        }
    }

    /** The mailbox with the message, loaded and borrowed; the named one if it is nowhere. */
    private Mailbox holder(AccountName account, String folder, Guid guid, boolean careful) throws IOException {
        if (careful) {
            Optional<Mailbox> found = replay.holder(account, folder, guid);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Mailbox mailbox = mailboxes.borrow(account, folder);
        boolean loaded = false;
        try {
            Rebuild.load(mailbox);
            loaded = true;
        } finally {
            if (!loaded) {
                mailboxes.giveBack(mailbox);
            }
        }
        return mailbox;
    }
}
