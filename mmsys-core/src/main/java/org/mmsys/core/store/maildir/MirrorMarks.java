package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * What both halves of a pair note when they apply a SCRUBMARK entry: the same place in both logs, so that nothing has to
 * stand still while they are compared.
 *
 * <p>The last few marks are kept. Any thread; {@link #reached} on the committer's.
 */
public final class MirrorMarks {
    private static final int KEPT = 8;
    private static final int WATCHED_MAX = 10_000;
    private final MaildirTree tree;
    private final Mailboxes mailboxes;
    private final Digests digests;
    private final Shelf shelf;
    private final Mending mending;
    private final Verification verification;
    private final Map<Long, List<AccountName>> watched = new LinkedHashMap<>();
    private final Map<Long, Mark> kept = new LinkedHashMap<>();

    /**
     * What there was at a mark.
     *
     * @param blurred entries before it were owed or had been overtaken: it is no good for a comparison
     * @param listings of the accounts that were watched
     */
    public record Mark(
            long number,
            long sequence,
            boolean blurred,
            DigestNote digests,
            Map<AccountName, AccountListing> listings) {}

    MirrorMarks(
            MaildirTree tree,
            Mailboxes mailboxes,
            Digests digests,
            Shelf shelf,
            Mending mending,
            Verification verification) {
        this.tree = tree;
        this.mailboxes = mailboxes;
        this.digests = digests;
        this.shelf = shelf;
        this.mending = mending;
        this.verification = verification;
    }

    /** These accounts are to be listed at a mark that is still to come. */
    public void watch(long number, List<AccountName> accounts) throws IOException {
        if (accounts.size() > WATCHED_MAX) {
            throw new IllegalArgumentException(accounts.size() + " accounts to be watched");
        }
        for (AccountName account : accounts) {
            load(account); // now, and not while the committer waits
        }
        Set<AccountName> all = Set.copyOf(accounts);
        settle(all::contains);
        synchronized (this) {
            if (watched.size() >= KEPT) {
                watched.remove(watched.keySet().iterator().next());
            }
            watched.put(number, List.copyOf(accounts));
        }
    }

    private void load(AccountName account) throws IOException {
        for (String folder : tree.folders(account)) {
            Mailbox mailbox = mailboxes.borrow(account, folder);
            try {
                Rebuild.load(mailbox);
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
    }

    /** What an index says of a message is wrong: it has to hold this, and the file is looked at anew. */
    public void restate(AccountName account, String folder, Guid guid, Sha256 digest) throws IOException {
        change(account, folder, guid, (mailbox, entry) -> {
            mailbox.put(entry.withDigest(digest).withMissing(true));
            mending.soon(account, folder, guid);
        });
    }

    /** A message that the other half does not know goes to the quarantine. */
    public void setAside(AccountName account, String folder, Guid guid) throws IOException {
        change(account, folder, guid, (mailbox, entry) -> {
            if (!entry.missing()) {
                shelf.setAside(mailbox, entry, "not at the other half");
            }
            mailbox.remove(guid);
        });
    }

    private interface Change {
        void to(Mailbox mailbox, IndexEntry entry) throws IOException;
    }

    private void change(AccountName account, String folder, Guid guid, Change change) throws IOException {
        Mailbox mailbox = mailboxes.borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                Optional<IndexEntry> entry = mailbox.find(guid);
                if (entry.isPresent()) {
                    change.to(mailbox, entry.get());
                }
            }
        } finally {
            mailboxes.giveBack(mailbox);
        }
    }

    /** Reads what is needed so that all sums of these accounts are known. May take long. */
    public void settle(Predicate<AccountName> wanted) throws IOException {
        for (Digests.Place place : digests.unknown()) {
            if (!wanted.test(place.account())) {
                continue;
            }
            Mailbox mailbox = mailboxes.borrow(place.account(), place.folder());
            try {
                Rebuild.load(mailbox);
                List<IndexEntry> all = new ArrayList<>();
                synchronized (mailbox) {
                    mailbox.index().forEach(all::add);
                }
                for (IndexEntry entry : all) {
                    if (entry.sha256().isEmpty() && !entry.missing()) {
                        verification.examine(mailbox, entry);
                    }
                }
                synchronized (mailbox) {
                    mailbox.sumUpIfUnknown();
                }
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
    }

    void reached(long number, long sequence, boolean blurred) throws IOException {
        List<AccountName> wanted;
        synchronized (this) {
            List<AccountName> accounts = watched.remove(number);
            wanted = accounts == null ? List.of() : accounts;
        }
        Map<AccountName, AccountListing> listings = new HashMap<>();
        for (AccountName account : wanted) {
            listings.put(account, listing(account));
        }
        Mark mark = new Mark(number, sequence, blurred, digests.note(sequence), listings);
        synchronized (this) {
            kept.put(number, mark);
            while (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
            notifyAll();
        }
    }

    /** All messages of an account; nothing must be applied meanwhile. */
    AccountListing listing(AccountName account) throws IOException {
        Map<String, IndexColumns> folders = new HashMap<>();
        for (String folder : tree.folders(account)) {
            Mailbox mailbox = mailboxes.borrow(account, folder);
            try {
                Rebuild.load(mailbox);
                synchronized (mailbox) {
                    folders.put(folder, mailbox.index().copy());
                }
            } finally {
                mailboxes.giveBack(mailbox);
            }
        }
        return new AccountListing(
                account, AccountState.of(tree.account(account)).text(), folders);
    }

    /** Waits until a mark was applied; empty when it was not in time. */
    public synchronized Optional<Mark> await(long number, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!kept.containsKey(number)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return Optional.ofNullable(kept.get(number));
    }

    /** Gives up what is large in a mark. */
    public synchronized void forget(long number) {
        kept.remove(number);
        watched.remove(number);
    }
}
