package org.mmsys.core.store;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Operation.Provenance;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** The mail of this server's accounts. */
public interface MailStore {
    /** A writer for the next message body: memory up to 64 KiB, then a file. I/O thread; takes no disk space yet. */
    BodyWriter newBody();

    /** Whether new mail would be refused now for want of space. Answers from memory. */
    boolean shortOfSpace();

    /** Why new mail would be refused now, if it would. Answers from memory. */
    default Optional<Refusal> closedToMail() {
        return shortOfSpace() ? Optional.of(Refusal.NO_SPACE) : Optional.empty();
    }

    /** On how many disks that is, durably, which is committed now. Any thread; answers from memory. */
    default int copies() {
        return 1;
    }

    /**
     * Commits a message to the inboxes of its recipients, all or none.
     *
     * <p>Any thread; never waits. The listener is called on the committer thread once the message is durable and in the
     * Maildir, and must not wait.
     */
    void deliver(Delivery delivery, DeliveryListener listener);

    /**
     * Opens and locks a maildrop if that needs no disk: its index is in memory and nobody changed the folder.
     *
     * <p>I/O thread.
     *
     * @return empty when {@link #open} has to be called on a worker
     */
    Optional<Opening> tryOpen(AccountName account);

    /** Opens and locks the inbox of an account, taking in what other programs put there. Worker thread. */
    Opening open(AccountName account) throws InterruptedException;

    /** The client has heard the 250 for this submission: a resend will be a new message. Any thread; never waits. */
    void confirm(Sha256 submission);

    /**
     * A message to be committed.
     *
     * @param recipients at home here; may be empty if there are some elsewhere
     * @param submission recognises a resend after a lost 250; only for messages that came with a Message-ID
     * @param onward queues it for recipients elsewhere in the same entry
     * @param origin for mail that another server had queued: what came before is not stored again
     * @param elsewhere by what that server would recognise it: its client may have tried here first, and not have heard our 250
     * @param begun when the client was told to send it, by {@link System#nanoTime}: what began before another copy was heard of
     *     has been on its way for long, and its client gave it up
     */
    record Delivery(
            Body body,
            List<AccountName> recipients,
            Optional<Sha256> submission,
            Optional<Onward> onward,
            Optional<Origin> origin,
            Optional<Sha256> elsewhere,
            long begun) {
        public Delivery {
            recipients = List.copyOf(recipients);
        }

        /** Mail that nobody has tried to send here before. */
        public Delivery(
                Body body,
                List<AccountName> recipients,
                Optional<Sha256> submission,
                Optional<Onward> onward,
                Optional<Origin> origin) {
            this(body, recipients, submission, onward, origin, Optional.empty(), System.nanoTime());
        }

        /** Mail of a client for accounts at home here. */
        public Delivery(Body body, List<AccountName> recipients, Optional<Sha256> submission) {
            this(body, recipients, submission, Optional.empty(), Optional.empty());
        }
    }

    /** The part of a message that goes elsewhere; see {@link Operation.Enqueue}. */
    record Onward(
            Optional<EmailAddress> sender,
            boolean trusted,
            boolean eightBit,
            boolean smtpUtf8,
            DsnWish dsn,
            Provenance provenance,
            List<QueuedRecipient> recipients) {
        public Onward {
            recipients = List.copyOf(recipients);
        }
    }

    /** What became of a delivery. Committer thread; must not wait. */
    interface DeliveryListener {
        /** Durable, once. {@code resent} when an earlier copy with that id was recognised and nothing was stored again. */
        void committed(Guid id, boolean resent);

        /** The same for what was stored just now, with the number of its entry in the journal. */
        default void stored(Guid id, long sequence) {
            committed(id, false);
        }

        /** Provably not stored. */
        void refused(Refusal why);
    }

    /** What became of opening a maildrop. */
    sealed interface Opening {
        record Opened(Maildrop maildrop) implements Opening {}

        /** Another session has it: {@code [IN-USE]} (RFC 2449 §8.1.1). */
        record InUse() implements Opening {}

        /** Cannot be read now: {@code [SYS/TEMP]}. */
        record Unavailable(String reason) implements Opening {}
    }

    /** For operations that answer with nothing but their outcome. */
    @FunctionalInterface
    interface Append {
        void to(CommitListener listener);
    }
}
