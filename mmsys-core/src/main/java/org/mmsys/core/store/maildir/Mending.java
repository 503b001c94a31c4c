package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets messages whose file is damaged or missing from the other half, which is believed only if what it sends is what was
 * committed.
 *
 * <p>A new file takes the place, so that other hard links stay as they are. Any thread.
 */
final class Mending {
    private static final Logger log = LoggerFactory.getLogger(Mending.class);
    private static final int WAITING_MAX = 10_000;
    private static final String TEMPORARY = ".mend";
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Mailboxes mailboxes;
    private final ThreadPoolExecutor soon;
    private final Set<AccountName> leftAlone = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private volatile PartnerFiles partner = PartnerFiles.NONE;

    Mending(MaildirTree tree, TreeSync sync, Mailboxes mailboxes) {
        this.tree = tree;
        this.sync = sync;
        this.mailboxes = mailboxes;
        this.soon = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), Mending::thread);
        soon.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "mail-mending");
        thread.setDaemon(true);
        return thread;
    }

    void partner(PartnerFiles files) {
        partner = files;
    }

    /** Repairs nothing in this account for now: its owner may have deleted what is missing. */
    void leaveAlone(AccountName account) {
        leftAlone.add(account);
    }

    /** Ends {@link #leaveAlone}. */
    void resume(AccountName account) {
        leftAlone.remove(account);
    }

    boolean alone() {
        return partner == PartnerFiles.NONE;
    }

    /** Tries it soon on another thread; what is too much now is left to the scrubber. Never waits. */
    void soon(AccountName account, String folder, Guid guid) {
        if (alone()) {
            return;
        }
        try {
            soon.execute(() -> quietly(account, folder, guid));
        } catch (RejectedExecutionException later) {
            log.atDebug()
                    .addKeyValue("account", account)
                    .addKeyValue("guid", guid)
                    .log("left to the scrubber");
        }
    }

    private void quietly(AccountName account, String folder, Guid guid) {
        try {
            mend(account, folder, guid);
        } catch (IOException failed) {
            log.atWarn()
                    .addKeyValue("account", account)
                    .addKeyValue("guid", guid)
                    .setCause(failed)
                    .log("message not repaired now; the scrubber tries again");
        }
    }

    /** Repairs a message that is known to be missing; true if it is there now. No monitor held. */
    boolean mend(AccountName account, String folder, Guid guid) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            Optional<IndexEntry> entry;
            synchronized (mailbox) {
                entry = mailbox.find(guid);
            }
            return entry.isPresent() && (!entry.get().missing() || mend(mailbox, entry.get()));
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Whether it stands in another folder: then it was moved and is not to be there twice. */
    private boolean elsewhere(Mailbox mailbox, Guid guid) throws IOException {
        AccountName account = mailbox.account();
        for (String folder : tree.folders(account)) {
            if (folder.equals(mailbox.files().encoded())) {
                continue;
            }
            Mailbox other = mailboxes.borrow(account, folder);
            try {
                Rebuild.load(other);
                synchronized (other) {
                    if (other.find(guid).filter(entry -> !entry.missing()).isPresent()) {
                        return true;
                    }
                    if (other.current()) {
                        continue;
                    }
                }
                if (Listing.of(other.files()).ours().containsKey(guid)) {
                    return true; // another program moved it
                }
            } finally {
                mailboxes.giveBack(other);
            }
        }
        return false;
    }

    /** Gets a good file from the other half; true if it is in place. No monitor held. */
    boolean mend(Mailbox mailbox, IndexEntry entry) throws IOException {
        if (alone() || elsewhere(mailbox, entry.guid())) {
            return false;
        }
        Path temporary = mailbox.files().tmp().resolve(entry.name().base() + TEMPORARY + numbers.incrementAndGet());
        synchronized (mailbox) {
            if (leftAlone.contains(mailbox.account())
                    || mailbox.dropped
                    || mailbox.find(entry.guid()).isEmpty()) {
                return false; // or a folder that is gone would come back
            }
            tree.create(mailbox.files(), sync);
        }
        Files.deleteIfExists(temporary);
        boolean placed = false;
        try {
            MessageDigest digest = Sha256.newDigest();
            PartnerFiles.Answer answer;
            try (FileChannel channel = tree.createFile(temporary)) {
                answer = partner.fetch(mailbox.account(), mailbox.files().encoded(), entry.guid(), octets -> {
                    digest.update(octets.duplicate());
                    MaildirTree.writeAll(channel, octets);
                });
                channel.force(true);
            }
            placed = answer.kind() == PartnerFiles.Kind.SENT
                    && Files.size(temporary) == entry.name().size()
                    && fits(entry, answer, Sha256.finish(digest))
                    && place(mailbox, entry, answer, temporary);
            tell(mailbox, entry, answer, placed);
            return placed;
        } finally {
            if (!placed) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static boolean fits(IndexEntry entry, PartnerFiles.Answer answer, Sha256 actual) {
        return entry.sha256().or(answer::recorded).filter(actual::equals).isPresent();
    }

    private boolean place(Mailbox mailbox, IndexEntry entry, PartnerFiles.Answer answer, Path temporary)
            throws IOException {
        synchronized (mailbox) {
            Optional<IndexEntry> now = mailbox.find(entry.guid());
            if (now.isEmpty()) {
                return false; // deleted or moved meanwhile
            }
            IndexEntry whole = new IndexEntry(
                    now.get().name(), now.get().inCur(), false, entry.sha256().or(answer::recorded));
            Path target = mailbox.files().file(whole.name(), whole.inCur());
            mailbox.before(whole.inCur());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            mailbox.after(whole.inCur());
            mailbox.put(whole);
            sync.written(target);
            return true;
        }
    }

    private static void tell(Mailbox mailbox, IndexEntry entry, PartnerFiles.Answer answer, boolean placed) {
        if (answer.kind() == PartnerFiles.Kind.NO_PARTNER) {
            return;
        }
        (placed ? log.atWarn() : log.atError())
                .addKeyValue("account", mailbox.account())
                .addKeyValue("folder", mailbox.files().encoded())
                .addKeyValue("guid", entry.guid())
                .addKeyValue("other", answer.kind())
                .log(
                        placed
                                ? "message repaired from the other half"
                                : "message cannot be repaired from the other half");
    }
}
