package org.mmsys.replica.union;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** What a half has done since both had the same history, as far as it matters for the other's entries. One thread. */
final class Touched {
    /** More than this many things apart are not united by themselves. */
    private static final int THINGS_MAX = 2_000_000;

    private final Set<Guid> delivered = new HashSet<>();
    private final Set<Guid> expunged = new HashSet<>();
    private final Set<Guid> moved = new HashSet<>();
    private final Set<Guid> flagged = new HashSet<>();
    private final Set<Guid> queued = new HashSet<>();
    private final Set<Sha256> submissions = new HashSet<>();
    private final Set<Sha256> confirmed = new HashSet<>();
    private final Set<Folder> folders = new HashSet<>();
    private final Set<AccountName> accounts = new HashSet<>();
    private final Map<Guid, BitSet> done = new HashMap<>();
    private final int most;
    private int things;

    Touched() {
        this(THINGS_MAX);
    }

    Touched(int most) {
        this.most = most;
    }

    /** A folder of an account; the name is encoded. */
    record Folder(AccountName account, String name) {}

    /** @throws IOException if that is too much */
    void add(JournalEntry entry) throws IOException {
        for (Operation operation : entry.operations()) {
            note(operation);
        }
        if (things > most) {
            throw new IOException("more than " + most + " things were done apart");
        }
    }

    private void note(Operation operation) {
        if (operation instanceof Operation.Deliver op) {
            op.copies().forEach(copy -> add(delivered, copy.guid()));
            op.submission().ifPresent(digest -> add(submissions, digest));
        } else if (operation instanceof Operation.Adopt op) {
            add(delivered, op.guid());
        } else if (operation instanceof Operation.Expunge op) {
            op.guids().forEach(guid -> add(expunged, guid));
        } else if (operation instanceof Operation.Move op) {
            op.guids().forEach(guid -> add(moved, guid));
        } else if (operation instanceof Operation.Flag op) {
            op.guids().forEach(guid -> add(flagged, guid));
        } else if (operation instanceof Operation.Enqueue op) {
            add(queued, op.id());
            op.submission().ifPresent(digest -> add(submissions, digest));
        } else if (operation instanceof Operation.Confirmed op) {
            op.submissions().forEach(digest -> add(confirmed, digest));
        } else if (operation instanceof Operation.Done op) {
            things++;
            op.recipients().forEach(done.computeIfAbsent(op.id(), id -> new BitSet())::set);
        } else {
            noteNames(operation);
        }
    }

    private void noteNames(Operation operation) {
        if (operation instanceof Operation.MakeFolder op) {
            add(folders, new Folder(op.account(), op.folder()));
        } else if (operation instanceof Operation.DropFolder op) {
            add(folders, new Folder(op.account(), op.folder()));
        } else if (operation instanceof Operation.RenameFolder op) {
            add(folders, new Folder(op.account(), op.from()));
            add(folders, new Folder(op.account(), op.to()));
        } else if (operation instanceof Operation.CreateAccount op) {
            add(accounts, op.account());
        } else if (operation instanceof Operation.ChangePassword op) {
            add(accounts, op.account());
        } else if (operation instanceof Operation.DeleteAccount op) {
            add(accounts, op.account());
        }
    }

    private <T> void add(Set<T> set, T thing) {
        if (set.add(thing)) {
            things++;
        }
    }

    boolean delivered(Guid guid) {
        return delivered.contains(guid);
    }

    boolean expunged(Guid guid) {
        return expunged.contains(guid);
    }

    boolean moved(Guid guid) {
        return moved.contains(guid);
    }

    boolean flagged(Guid guid) {
        return flagged.contains(guid);
    }

    boolean queued(Guid id) {
        return queued.contains(id);
    }

    /** The recipients of a queued message who need nothing more. */
    BitSet done(Guid id) {
        return (BitSet) done.getOrDefault(id, new BitSet()).clone();
    }

    boolean submitted(Sha256 digest) {
        return submissions.contains(digest);
    }

    boolean confirmed(Sha256 digest) {
        return confirmed.contains(digest);
    }

    boolean folder(AccountName account, String name) {
        return folders.contains(new Folder(account, name));
    }

    boolean account(AccountName account) {
        return accounts.contains(account);
    }
}
