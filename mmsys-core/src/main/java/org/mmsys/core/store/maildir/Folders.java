package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, renames and removes folders and whole accounts. Committer thread. */
final class Folders {
    private static final Logger log = LoggerFactory.getLogger(Folders.class);
    private static final int GRAVES_MAX = 10_000;
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Mailboxes mailboxes;
    private final Shelf shelf;

    Folders(MaildirTree tree, TreeSync sync, Mailboxes mailboxes, Shelf shelf) {
        this.tree = tree;
        this.sync = sync;
        this.mailboxes = mailboxes;
        this.shelf = shelf;
    }

    /** Whether the account had this operation applied before all that is to be replayed. */
    boolean applied(AccountName account, long sequence) throws IOException {
        AccountState state = AccountState.of(tree.account(account));
        return state.renaming().isPresent() ? sequence < state.applied() : sequence <= state.applied();
    }

    /** Makes a folder; it is durable on return, so that nothing is moved into a place that a power loss takes away. */
    void make(AccountName account, String folder) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            synchronized (mailbox) {
                shelf.create(mailbox);
            }
            for (Path made = mailbox.files().root(); !made.equals(tree.data()); made = directoryOf(made)) {
                MaildirTree.force(made);
            }
            MaildirTree.force(tree.data());
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Renames a folder and those below it; what was applied before is on disk first, and it is on return. */
    void rename(long sequence, AccountName account, String from, String to) throws IOException {
        MaildirFolder inbox = tree.folder(account, "");
        if (!Files.isDirectory(inbox.root())) {
            return; // the account was deleted by a later entry, or by an earlier operation of this one
        }
        Path home = tree.account(account);
        AccountState state = AccountState.of(home);
        if (state.renaming().isEmpty()) {
            mailboxes.flush();
            sync.sync();
            state.renaming(sequence, from, to).write(tree, home);
        }
        for (String folder : tree.folders(account)) {
            if (folder.equals(from) || folder.startsWith(from + ".")) {
                renameOne(account, folder, to + folder.substring(from.length()));
            }
        }
        MaildirTree.force(inbox.root());
        state.applied(sequence).write(tree, home);
    }

    private void renameOne(AccountName account, String from, String to) throws IOException {
        MaildirFolder source = tree.folder(account, from);
        MaildirFolder target = tree.folder(account, to);
        if (Files.exists(target.root())) {
            log.atWarn()
                    .addKeyValue("account", account)
                    .addKeyValue("folder", from)
                    .addKeyValue("to", to)
                    .log("folder not renamed: another has that name");
            return;
        }
        mailboxes.drop(account, to::equals);
        Files.deleteIfExists(tree.index(account, to));
        mailboxes.detach(account, from);
        Files.move(source.root(), target.root(), StandardCopyOption.ATOMIC_MOVE);
        sync.directory(target.root());
        if (Files.exists(tree.index(account, from))) { // or else it is made again from the tree
            Files.move(tree.index(account, from), tree.index(account, to), StandardCopyOption.ATOMIC_MOVE);
            sync.renamed(tree.index(account, from), tree.index(account, to));
        }
        sumUp(account, to);
    }

    void sumUp(AccountName account, String folder) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                mailbox.sumUp();
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Removes a folder that holds no messages; one that does stays. */
    void drop(AccountName account, String folder) throws IOException {
        MaildirFolder files = tree.folder(account, folder);
        if (folder.isEmpty() || !Files.exists(files.root())) {
            return;
        }
        if (!MaildirTree.list(files.fresh()).isEmpty()
                || !MaildirTree.list(files.cur()).isEmpty()) {
            log.atInfo()
                    .addKeyValue("account", account)
                    .addKeyValue("folder", folder)
                    .log("folder not removed: it is not empty");
            return;
        }
        mailboxes.drop(account, folder::equals);
        Files.deleteIfExists(tree.index(account, folder));
        sync.sync(); // what was moved out must be where it went before the place it came from is no more
        PathUtils.deleteDirectory(files.root());
        sync.removed(files.root());
    }

    /** Makes an account's Maildir; what lies in its place from before is moved away, so that nothing is inherited. */
    void createAccount(long sequence, AccountName account) throws IOException {
        Path home = tree.account(account);
        AccountState state = AccountState.of(home);
        if (state.born() >= sequence) {
            make(account, "");
            return;
        }
        if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            bury(account, "before-" + account.local() + "@" + account.domain() + "-" + sequence);
        }
        tree.createDirectory(home, sync);
        new AccountState(sequence, sequence, Optional.empty()).write(tree, home);
        make(account, "");
    }

    void deleteAccount(AccountName account, String graveName) throws IOException {
        if (Files.exists(tree.account(account), LinkOption.NOFOLLOW_LINKS)) {
            bury(account, graveName);
        }
    }

    private void bury(AccountName account, String graveName) throws IOException {
        mailboxes.drop(account, any -> true);
        Path index = tree.index(account);
        if (Files.exists(index)) {
            PathUtils.deleteDirectory(index);
        }
        Path home = tree.account(account);
        Path grave = freeGrave(graveName);
        tree.createDirectory(directoryOf(grave), sync);
        Files.move(home, grave, StandardCopyOption.ATOMIC_MOVE);
        sync.directory(grave);
        List<Path> changed = List.of(directoryOf(grave), directoryOf(home));
        for (Path directory : changed) {
            MaildirTree.force(directory);
        }
        log.atInfo().addKeyValue("account", account).addKeyValue("grave", grave).log("mail of an account moved away");
    }

    private Path freeGrave(String name) throws IOException {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length() && i < 200; i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            safe.append(plain || "@.-_".indexOf(c) >= 0 && i > 0 ? c : '_');
        }
        Path grave = tree.grave(safe.toString());
        for (int i = 2; Files.exists(grave); i++) {
            if (i > GRAVES_MAX) {
                throw new IOException("too many graves named " + safe);
            }
            grave = tree.grave(safe + "-" + i);
        }
        return grave;
    }

    private static Path directoryOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
