package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on Maildir++ trees: everything that changes goes through the journal, everything that is read comes from the
 * tree and its indexes.
 */
public final class MaildirMailStore implements MailStore {
    private static final Logger log = LoggerFactory.getLogger(MaildirMailStore.class);
    private final Journal journal;
    private final Applier applier;
    private final InstantSource clock;
    private final String node;
    private final Submissions submissions;
    private final Arrivals arrivals;
    private final Refresh refresh;
    private final Reading reading;
    private final AccountLocks locks = new AccountLocks();

    /**
     * Serves what the applier applies.
     *
     * @param applier registered with the journal, as are {@code inDoubt} and {@code origins}
     * @param node this node's name, such as {@code s1/primary}; stands in the names of files
     * @param timer for confirmations and answers that are known at once; nothing given to it waits
     */
    public MaildirMailStore(
            Journal journal,
            Applier applier,
            InDoubt inDoubt,
            Origins origins,
            InstantSource clock,
            String node,
            ScheduledExecutorService timer) {
        this.journal = journal;
        this.applier = applier;
        this.clock = clock;
        this.node = MaildirName.safeNode(node);
        this.submissions = new Submissions(journal, inDoubt, timer);
        this.arrivals = new Arrivals(origins, submissions::unheard, timer, this::store);
        this.refresh = new Refresh(journal, applier, clock, this.node);
        this.reading = new Reading(applier.mailboxes(), applier.shelf());
    }

    @Override
    public BodyWriter newBody() {
        return new SpooledWriter(journal, applier.tree());
    }

    @Override
    public boolean shortOfSpace() {
        return journal.shortOfSpace();
    }

    @Override
    public Optional<Journal.Refusal> closedToMail() {
        return journal.closedToMail();
    }

    @Override
    public void deliver(Delivery delivery, DeliveryListener listener) {
        if (delivery.origin().isPresent()) {
            arrivals.deliver(delivery.origin().get(), delivery, listener);
        } else {
            store(delivery, listener);
        }
    }

    private void store(Delivery delivery, DeliveryListener listener) {
        Guids.Block guids = journal.guids().next();
        List<Operation.Copy> copies = new ArrayList<>(delivery.recipients().size());
        for (AccountName recipient : new LinkedHashSet<>(delivery.recipients())) {
            copies.add(new Operation.Copy(guids.at(copies.size()), recipient, "", ""));
        }
        if (copies.isEmpty() && delivery.onward().isEmpty()) {
            throw new IllegalArgumentException("a delivery to nobody");
        }
        Instant now = clock.instant();
        List<Operation> operations = new ArrayList<>(2);
        if (!copies.isEmpty()) {
            operations.add(new Operation.Deliver(
                    now, node, delivery.body(), copies, delivery.submission(), delivery.origin()));
        }
        delivery.onward()
                .ifPresent(onward -> operations.add(new Operation.Enqueue(
                        now,
                        guids.at(copies.size()),
                        delivery.body(),
                        onward.sender(),
                        onward.trusted(),
                        onward.eightBit(),
                        onward.smtpUtf8(),
                        onward.dsn(),
                        onward.provenance(),
                        onward.recipients(),
                        delivery.submission())));
        submissions.deliver(operations, guids.at(0), delivery, listener);
    }

    @Override
    public void confirm(Sha256 submission) {
        submissions.confirm(submission);
    }

    /** Writes confirmations that wait, before the journal is closed. Any thread. */
    public void flushConfirmations() {
        submissions.flush();
    }

    @Override
    public Optional<Opening> tryOpen(AccountName account) {
        AccountLocks.Outcome lock = locks.tryLock(account, AccountLocks.Holder.SESSION);
        if (lock != AccountLocks.Outcome.LOCKED) {
            return lock == AccountLocks.Outcome.IN_USE ? Optional.of(new Opening.InUse()) : Optional.empty();
        }
        Mailbox mailbox = applier.mailboxes().borrow(account, "");
        boolean opened = false;
        try {
            synchronized (mailbox) {
                if (mailbox.loaded() && mailbox.current()) {
                    opened = true;
                    return Optional.of(new Opening.Opened(new OpenMaildrop(this, clock, account, mailbox.list())));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            log.atDebug().addKeyValue("account", account).setCause(e).log("maildrop not opened at once");
            return Optional.empty();
        } finally {
            applier.mailboxes().giveBack(mailbox);
            if (!opened) {
                locks.unlock(account);
            }
        }
    }

    @Override
    public Opening open(AccountName account) throws InterruptedException {
        if (locks.lock(account) != AccountLocks.Outcome.LOCKED) {
            return new Opening.InUse();
        }
        boolean opened = false;
        try {
            MessageList messages = refreshed(account, "");
            opened = true;
            return new Opening.Opened(new OpenMaildrop(this, clock, account, messages));
        } catch (IOException e) {
            log.atError().addKeyValue("account", account).setCause(e).log("maildrop cannot be read");
            return new Opening.Unavailable("the maildrop cannot be read now");
        } finally {
            if (!opened) {
                locks.unlock(account);
            }
        }
    }

    private MessageList refreshed(AccountName account, String folder) throws IOException, InterruptedException {
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            refresh.run(mailbox);
            synchronized (mailbox) {
                return mailbox.list();
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    /** The messages of a folder, after a look at what other programs did to it if wanted. Worker with the account's lock. */
    MessageList list(AccountName account, String folder, boolean look) throws IOException {
        if (look) {
            try {
                return refreshed(account, folder);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while opening").initCause(stop);
            }
        }
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            synchronized (mailbox) {
                return mailbox.list();
            }
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    /** Looks at a folder for the scrubber, unless a session has the account. */
    void lookBriefly(AccountName account, String folder) throws IOException {
        if (locks.tryLock(account, AccountLocks.Holder.BRIEF) == AccountLocks.Outcome.LOCKED) {
            try {
                list(account, folder, true);
            } finally {
                locks.unlock(account);
            }
        }
    }

    void unlock(AccountName account) {
        locks.unlock(account);
    }

    /** Keeps sessions out of an account for a moment; false if one has it. To be ended with {@link #release}. Any thread. */
    public boolean pause(AccountName account) {
        return locks.tryLock(account, AccountLocks.Holder.BRIEF) == AccountLocks.Outcome.LOCKED;
    }

    /** Ends a {@link #pause}. */
    public void release(AccountName account) {
        locks.unlock(account);
    }

    Applier applier() {
        return applier;
    }

    Journal journal() {
        return journal;
    }

    MaildirTree tree() {
        return applier.tree();
    }

    Mailboxes mailboxes() {
        return applier.mailboxes();
    }

    Verification verification() {
        return applier.verification();
    }

    Reading reading() {
        return reading;
    }

    String node() {
        return node;
    }
}
