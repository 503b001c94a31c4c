package org.mmsys.core.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.AccountName;

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
     */
    record Deliver(Instant time, String node, Body body, List<Copy> copies, Optional<Sha256> submission)
            implements Operation {
        public Deliver {
            copies = List.copyOf(copies);
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
    }
}
