package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every file of the tree against what was committed, while the node serves; at the administrator's wish.
 *
 * <p>Any thread, one at a time; takes as long as it takes.
 */
public final class Fsck {
    private static final Logger log = LoggerFactory.getLogger(Fsck.class);
    private static final int TOLD_MAX = 100;
    private static final long COMMIT_SECONDS = 60;
    private static final long PAUSE_TRIES = 100;
    private static final long PAUSE_MILLIS = 100;
    private final Optional<MaildirMailStore> store;
    private final Applier applier;
    private final Look look;

    /** Finds out what other programs did to a folder. */
    private interface Look {
        void at(AccountName account, String folder) throws IOException;
    }

    public Fsck(MaildirMailStore store) {
        this.store = Optional.of(store);
        this.applier = store.applier();
        this.look = store::lookBriefly;
    }

    /** On a half that follows: any change by another program is damage there. */
    public Fsck(Applier follower) {
        this.store = Optional.empty();
        this.applier = follower;
        this.look = new BackupCare(follower)::look;
    }

    /**
     * What was found.
     *
     * @param repaired of those damaged or missing
     * @param told the first of them, a line each
     */
    public record Report(
            long accounts, long messages, long octets, long damaged, long missing, long repaired, List<String> told) {
        public boolean good() {
            return damaged + missing == repaired;
        }
    }

    /** How far it is. */
    public interface Progress {
        void messages(long soFar);
    }

    private static final class Count {
        private long accounts;
        private long messages;
        private long octets;
        private long damaged;
        private long missing;
        private long repaired;
        private final List<String> told = new ArrayList<>();

        private void tell(Mailbox mailbox, IndexEntry entry, String what, boolean mended) {
            repaired += mended ? 1 : 0;
            if (told.size() < TOLD_MAX) {
                String folder = mailbox.files().encoded().isEmpty()
                        ? "INBOX"
                        : mailbox.files().encoded();
                told.add(mailbox.account() + " " + folder + " " + entry.guid() + " " + what
                        + (mended ? ", repaired from the other half" : ""));
            }
        }

        private Report report() {
            return new Report(accounts, messages, octets, damaged, missing, repaired, List.copyOf(told));
        }
    }

    /**
     * Reads all files.
     *
     * @param repair whether to get good ones from the other half
     */
    public Report run(boolean repair, Progress progress) throws IOException, InterruptedException {
        Count count = new Count();
        for (AccountName account : applier.tree().accounts()) {
            for (String folder : applier.tree().folders(account)) {
                look.at(account, folder);
                folder(account, folder, repair, count, progress);
            }
            count.accounts++;
        }
        log.atInfo()
                .addKeyValue("messages", count.messages)
                .addKeyValue("damaged", count.damaged)
                .addKeyValue("missing", count.missing)
                .addKeyValue("repaired", count.repaired)
                .log("all files read");
        return count.report();
    }

    private void folder(AccountName account, String folder, boolean repair, Count count, Progress progress)
            throws IOException, InterruptedException {
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            List<IndexEntry> all = new ArrayList<>();
            synchronized (mailbox) {
                mailbox.index().forEach(all::add);
            }
            for (IndexEntry entry : all) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                message(mailbox, entry, repair, count);
                progress.messages(count.messages);
            }
            synchronized (mailbox) {
                mailbox.sumUpIfUnknown();
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    private void message(Mailbox mailbox, IndexEntry entry, boolean repair, Count count) throws IOException {
        count.messages++;
        count.octets += entry.name().size();
        Verification.Health health = entry.missing()
                ? Verification.Health.MISSING
                : applier.verification().examine(mailbox, entry);
        switch (health) {
            case GOOD, MOVED -> {}
            case DAMAGED -> {
                count.damaged++;
                count.tell(mailbox, entry, "damaged", repair && mended(mailbox, entry));
            }
            case MISSING -> {
                count.missing++;
                count.tell(mailbox, entry, "missing", repair && mended(mailbox, entry));
            }
        }
    }

    private boolean mended(Mailbox mailbox, IndexEntry entry) throws IOException {
        return !applier.mending().alone() && applier.mending().mend(mailbox, entry);
    }

    /**
     * Takes the missing files of an account for deleted: they are expunged on both halves.
     *
     * @return how many messages
     * @throws IOException if this half follows, a session has the account, or the journal does not take the deletion
     */
    public int acceptRemovals(AccountName account) throws IOException, InterruptedException {
        return acceptRemovals(store.orElseThrow(() -> new IOException("this half follows")), account);
    }

    private int acceptRemovals(MaildirMailStore serving, AccountName account) throws IOException, InterruptedException {
        pause(serving, account);
        applier.mending().leaveAlone(account);
        try {
            for (String folder : applier.tree().folders(account)) {
                serving.list(account, folder, true);
            }
            List<Operation> removals = new ArrayList<>();
            int count = 0;
            for (String folder : applier.tree().folders(account)) {
                List<Guid> gone = missing(account, folder);
                count += gone.size();
                if (!gone.isEmpty()) {
                    removals.add(new Operation.Expunge(account, folder, gone));
                }
            }
            if (!removals.isEmpty()) {
                append(serving, removals);
            }
            log.atInfo()
                    .addKeyValue("account", account)
                    .addKeyValue("messages", count)
                    .log("removals accepted");
            return count;
        } finally {
            applier.mending().resume(account);
            serving.release(account);
        }
    }

    private void pause(MaildirMailStore serving, AccountName account) throws IOException, InterruptedException {
        for (int tries = 0; !serving.pause(account); tries++) {
            if (tries >= PAUSE_TRIES) {
                throw new IOException("a session has the account " + account + "; try again later");
            }
            synchronized (this) {
                wait(PAUSE_MILLIS);
            }
        }
    }

    private List<Guid> missing(AccountName account, String folder) throws IOException {
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                return Verification.missing(mailbox).stream()
                        .map(IndexEntry::guid)
                        .toList();
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    private static void append(MaildirMailStore serving, List<Operation> operations) throws IOException, InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        serving.journal().append(new JournalEntry(operations), new CommitListener() {
            @Override
            public void committed(long sequence) {
                answer.complete("");
            }

            @Override
            public void refused(Refusal why) {
                answer.complete("the journal refuses: " + why);
            }
        });
        String refusal;
        try {
            refusal = answer.get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new IOException("the journal does not answer", none);
        }
        if (!refusal.isEmpty()) {
            throw new IOException(refusal);
        }
    }
}
