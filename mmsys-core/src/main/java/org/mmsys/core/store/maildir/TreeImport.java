package org.mmsys.core.store.maildir;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.file.PathUtils;
import org.mmsys.core.store.FolderName;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tree of a joining half what the other half's is.
 *
 * <p>Nothing must be applied to the tree meanwhile. From {@link #begin} to {@link #end} a {@link CopyMarker} says that the
 * tree is not whole. Accounts may be imported by several threads, each by one.
 */
public final class TreeImport {
    private static final Logger log = LoggerFactory.getLogger(TreeImport.class);
    private final Applier applier;
    private final MaildirTree tree;
    private final Digests digests = new Digests();
    private final Set<AccountName> seen = new HashSet<>();
    private final AtomicLong setAside = new AtomicLong();

    public TreeImport(Applier applier) {
        this.applier = applier;
        this.tree = applier.tree();
    }

    MaildirTree tree() {
        return tree;
    }

    TreeSync sync() {
        return applier.treeSync();
    }

    /** What the section of the store is called in a snapshot. */
    public String sectionName() {
        return applier.name();
    }

    /** From here on the data directory counts as empty until {@link #end}. */
    public void begin() throws IOException {
        Files.createDirectories(tree.data());
        CopyMarker.set(tree.data());
        applier.mailboxes().forgetAll();
        Path index = tree.data().resolve("index");
        if (Files.exists(index)) {
            PathUtils.deleteDirectory(index);
        }
    }

    /**
     * Begins with an account of the other half.
     *
     * @param state as {@link AccountListing#state} told it there
     */
    public AccountImport account(AccountName account, String state) throws IOException {
        Optional<AccountState> parsed = AccountState.parse(state).filter(TreeImport::plausible);
        synchronized (this) {
            if (parsed.isEmpty() || !seen.add(account)) {
                throw new IOException("the other half tells something impossible of an account, or tells it twice");
            }
        }
        return new AccountImport(this, account, parsed.get());
    }

    private static boolean plausible(AccountState state) {
        if (state.renaming().isEmpty()) {
            return true;
        }
        String[] names = state.renaming().get().split("/", -1);
        return names.length == 2
                && FolderName.ofEncoded(names[0]).isPresent()
                && FolderName.ofEncoded(names[1]).isPresent();
    }

    synchronized void sum(AccountName account, String folder, DigestSum sum) {
        digests.set(account, folder, sum);
    }

    /** Moves something to the quarantine. */
    void setAside(AccountName account, Path what) throws IOException {
        Path directory = tree.quarantine(account);
        tree.createDirectory(directory, sync());
        Path target = MaildirTree.free(directory, MaildirTree.nameOf(what));
        Files.move(what, target, StandardCopyOption.ATOMIC_MOVE);
        sync().removed(what);
        sync().directory(directory);
        setAside.incrementAndGet();
        log.atInfo()
                .addKeyValue("account", account)
                .addKeyValue("file", target)
                .log("not at the other half: set aside");
    }

    /** Files and directories that were moved to the quarantine so far. */
    public long setAside() {
        return setAside.get();
    }

    /** Puts away accounts that the other half does not have, and makes everything durable. */
    public void finish() throws IOException {
        for (AccountName account : tree.accounts()) {
            boolean kept;
            synchronized (this) {
                kept = seen.contains(account);
            }
            if (!kept && Files.exists(tree.account(account), LinkOption.NOFOLLOW_LINKS)) {
                setAside(account, tree.account(account));
            }
        }
        sync().sync();
    }

    /**
     * The section of the store for the snapshot that goes with this tree.
     *
     * @param copiedThrough the last entry that had been applied at the other half when its last account was listed
     */
    public byte[] section(long copiedThrough) throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        Applier.write(new DataOutputStream(section), copiedThrough, digests);
        return section.toByteArray();
    }

    /** Tree and journal are in place. */
    public void end() throws IOException {
        CopyMarker.clear(tree.data());
    }
}
