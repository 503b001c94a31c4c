package org.mmsys.core.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** One change. All operations of an entry happen or none; each may be applied again without harm. */
public sealed interface Operation {
    <R> R match(Cases<R> on);

    /** The first entry of every epoch and of every start. */
    record Epoch(int epoch, String node, int incarnation) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.epoch(this);
        }
    }

    /**
     * A message arrives in one or more mailboxes; the files are hard links of one.
     *
     * @param submission recognises a resend after a lost 250 (rules: in-doubt set); only for messages with a Message-ID
     * @param origin for mail that another server of the system had queued: it is stored once for each recipient
     */
    record Deliver(
            Instant time,
            String node,
            Body body,
            List<Copy> copies,
            Optional<Sha256> submission,
            Optional<Origin> origin)
            implements Operation {
        public Deliver {
            copies = List.copyOf(copies);
        }

        /** Mail that came from a client. */
        public Deliver(Instant time, String node, Body body, List<Copy> copies, Optional<Sha256> submission) {
            this(time, node, body, copies, submission, Optional.empty());
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.deliver(this);
        }
    }

    /** One recipient's copy. Folder names are encoded Maildir++ names, empty for the inbox. */
    record Copy(Guid guid, AccountName account, String folder, String flags) {}

    /** A file that another program put into a Maildir is taken in under a name of ours. */
    record Adopt(
            Instant time,
            String node,
            Guid guid,
            AccountName account,
            String folder,
            String flags,
            long size,
            Sha256 sha256,
            String foreignName)
            implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.adopt(this);
        }
    }

    /** Messages are deleted. */
    record Expunge(AccountName account, String folder, List<Guid> guids) implements Operation {
        public Expunge {
            guids = List.copyOf(guids);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.expunge(this);
        }
    }

    /** Messages move to another folder of the same account and keep their GUID. */
    record Move(AccountName account, String from, String to, List<Guid> guids) implements Operation {
        public Move {
            guids = List.copyOf(guids);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.move(this);
        }
    }

    /** Flags (letters of Maildir) are set and cleared. */
    record Flag(AccountName account, String folder, List<Guid> guids, String set, String clear) implements Operation {
        public Flag {
            guids = List.copyOf(guids);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.flag(this);
        }
    }

    record MakeFolder(AccountName account, String folder) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.makeFolder(this);
        }
    }

    record RenameFolder(AccountName account, String from, String to) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.renameFolder(this);
        }
    }

    /** An empty folder is removed. */
    record DropFolder(AccountName account, String folder) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dropFolder(this);
        }
    }

    /**
     * An account comes into being.
     *
     * @param verifier what a password is checked against, as the accounts module writes it; never a password
     * @param requestId of the client that asked for it, bound to name and verifier; empty from an administrator
     */
    record CreateAccount(Instant time, AccountName account, String verifier, String requestId) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.createAccount(this);
        }
    }

    record ChangePassword(Instant time, AccountName account, String verifier) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.changePassword(this);
        }
    }

    /** The account ends; its tree is renamed to {@code graveName} first, so that a later owner inherits nothing. */
    record DeleteAccount(Instant time, AccountName account, String graveName) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.deleteAccount(this);
        }
    }

    /** A line of the seed file has been carried out and never will be again. */
    record Seeded(Sha256 line) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.seeded(this);
        }
    }

    /** The clients have heard our 250 for these submissions: a resend is a new message. */
    record Confirmed(List<Sha256> submissions) implements Operation {
        public Confirmed {
            submissions = List.copyOf(submissions);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.confirmed(this);
        }
    }

    /**
     * A message is queued for recipients elsewhere; with a {@link Deliver} in the same entry it shares its body.
     *
     * @param id its queue id, unique for ever
     * @param trusted whether the sender may send out of the system: it has logged in, or it is the system itself
     * @param submission as in {@link Deliver}; empty when one is in the same entry
     */
    record Enqueue(
            Instant time,
            Guid id,
            Body body,
            Optional<EmailAddress> sender,
            boolean trusted,
            boolean eightBit,
            boolean smtpUtf8,
            DsnWish dsn,
            Provenance provenance,
            List<QueuedRecipient> recipients,
            Optional<Sha256> submission)
            implements Operation {
        public Enqueue {
            recipients = List.copyOf(recipients);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.enqueue(this);
        }
    }

    /**
     * What the sender wishes to be told (RFC 3461 §4.3, §4.4).
     *
     * @param ret {@code FULL}, {@code HDRS} or empty
     * @param envelopeId xtext as it came, or empty
     */
    record DsnWish(String ret, String envelopeId) {
        /** No wish. */
        public static final DsnWish NONE = new DsnWish("", "");
    }

    /** Who brought a queued message: for traces and for the next server. */
    record Provenance(String clientAddress, String sessionId) {}

    /**
     * One recipient of a queued message; numbered from 0 in the order of the entry.
     *
     * @param notifyWhen the value of NOTIFY= in upper case, or empty (RFC 3461 §4.1)
     * @param originalRecipient the value of ORCPT= as it came, or empty (RFC 3461 §4.2)
     */
    record QueuedRecipient(EmailAddress address, String notifyWhen, String originalRecipient) {}

    /** An attempt to hand these recipients to a server outside the system begins: after a crash it may have happened. */
    record Claim(Instant time, Guid id, List<Integer> recipients) implements Operation {
        public Claim {
            recipients = List.copyOf(recipients);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.claim(this);
        }
    }

    /** These recipients need nothing more; a message with none left is gone. */
    record Done(Instant time, Guid id, List<Integer> recipients, String outcome) implements Operation {
        public Done {
            recipients = List.copyOf(recipients);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.done(this);
        }
    }

    /** The sender has been told that its queued message is late (RFC 5321 §4.5.4.1). */
    record Warned(Guid id) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.warned(this);
        }
    }

    /** The administrator holds a queued message back, or lets it go on. */
    record Hold(Guid id, boolean held) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.hold(this);
        }
    }

    /** This server, the arbiter of the name, keeps it for another server that is about to create the account. */
    record Reserve(Instant time, AccountName account, String server, String requestId, Duration length)
            implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.reserve(this);
        }
    }

    /** A reservation ends: the account was made there, or it was not and the name is free. */
    record Confirm(AccountName account, String server, boolean made) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.confirm(this);
        }
    }

    /**
     * What is known of the accounts of another server has changed.
     *
     * @param complete from now on all its accounts are known here
     */
    record Homes(String server, List<NameKey> added, List<NameKey> removed, boolean complete) implements Operation {
        public Homes {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.homes(this);
        }
    }

    /** Both halves of a pair note here what their trees are, to be compared: the same place in both logs. */
    record ScrubMark(long number) implements Operation {
        @Override
        public <R> R match(Cases<R> on) {
            return on.scrubMark(this);
        }
    }

    /** A case for every operation. */
    interface Cases<R> {
        R epoch(Epoch op);

        R deliver(Deliver op);

        R adopt(Adopt op);

        R expunge(Expunge op);

        R move(Move op);

        R flag(Flag op);

        R makeFolder(MakeFolder op);

        R renameFolder(RenameFolder op);

        R dropFolder(DropFolder op);

        R createAccount(CreateAccount op);

        R changePassword(ChangePassword op);

        R deleteAccount(DeleteAccount op);

        R seeded(Seeded op);

        R confirmed(Confirmed op);

        R enqueue(Enqueue op);

        R claim(Claim op);

        R done(Done op);

        R warned(Warned op);

        R hold(Hold op);

        R reserve(Reserve op);

        R confirm(Confirm op);

        R homes(Homes op);

        R scrubMark(ScrubMark op);
    }
}
