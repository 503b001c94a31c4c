package org.mmsys.replica.union;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * Says what an entry that one half made alone means for the other one, which went on alone, too: the union of what was
 * delivered without the union of what was deleted.
 *
 * <p>A message is known by its GUID. It is delivered unless this half has had it since they parted; what was deleted there is
 * deleted here; a folder or a flag that was changed on both sides stays as this half has it, whose epoch is the higher one. The
 * same entry again changes nothing. A message that came to both sides since its sender never heard the first answer is kept
 * once, by its submission. One thread.
 */
final class Union {
    private final Touched own;
    private final Touched theirs;
    private final Whereabouts here;
    private long left;

    /**
     * Takes in what the other half did.
     *
     * @param own what this half has done since they parted, former unions included
     * @param theirs all that the other half has done
     */
    Union(Touched own, Touched theirs, Whereabouts here) {
        this.own = own;
        this.theirs = theirs;
        this.here = here;
    }

    /** How many things could not be taken in, since their account is not here. */
    long left() {
        return left;
    }

    /** The entry that has to be appended here for one of the other half; none if nothing is left of it. */
    Optional<JournalEntry> entry(JournalEntry entry) throws IOException {
        boolean doubled = false;
        boolean queuedHere = false;
        for (Operation operation : entry.operations()) {
            Optional<Sha256> submission = submission(operation);
            doubled |= submission.isPresent() && own.submitted(submission.get()) && !theirs.confirmed(submission.get());
            queuedHere |= operation instanceof Operation.Enqueue op && own.queued(op.id());
        }
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver op) {
                if (!doubled) {
                    deliver(op, operations);
                }
            } else if (operation instanceof Operation.Enqueue op) {
                if (!doubled && !queuedHere) {
                    enqueue(op, operations);
                }
            } else {
                other(operation, operations);
            }
        }
        return operations.isEmpty() ? Optional.empty() : Optional.of(new JournalEntry(operations));
    }

    private static Optional<Sha256> submission(Operation operation) {
        if (operation instanceof Operation.Deliver op) {
            return op.submission();
        }
        return operation instanceof Operation.Enqueue op ? op.submission() : Optional.empty();
    }

    private void deliver(Operation.Deliver op, List<Operation> operations) throws IOException {
        List<Operation.Copy> copies = new ArrayList<>();
        for (Operation.Copy copy : op.copies()) {
            boolean known = own.delivered(copy.guid())
                    || theirs.expunged(copy.guid())
                    || here.folder(copy.account(), copy.guid()).isPresent();
            if (known) {
                continue;
            }
            if (!here.exists(copy.account())) {
                left++;
                continue;
            }
            copies.add(copy);
            folder(copy.account(), copy.folder(), operations);
        }
        if (!copies.isEmpty()) {
            operations.add(
                    new Operation.Deliver(op.time(), op.node(), op.body(), copies, op.submission(), op.origin()));
        }
    }

    /** Without those recipients who have it from the other half. */
    private void enqueue(Operation.Enqueue op, List<Operation> operations) {
        List<Integer> done = theirs.done(op.id()).stream().boxed().toList();
        if (done.size() < op.recipients().size()) {
            operations.add(op);
            if (!done.isEmpty()) {
                operations.add(new Operation.Done(op.time(), op.id(), done, "done by the other half"));
            }
        }
    }

    private static void folder(AccountName account, String folder, List<Operation> operations) {
        if (!folder.isEmpty()) {
            operations.add(new Operation.MakeFolder(account, folder)); // harmless where it is
        }
    }

    private void other(Operation operation, List<Operation> operations) throws IOException {
        if (operation instanceof Operation.Expunge op) {
            byFolder(op.account(), op.guids())
                    .forEach((folder, guids) -> operations.add(new Operation.Expunge(op.account(), folder, guids)));
        } else if (operation instanceof Operation.Move op) {
            List<Guid> mine =
                    op.guids().stream().filter(guid -> !own.moved(guid)).toList();
            Map<String, List<Guid>> places = byFolder(op.account(), mine);
            places.remove(op.to());
            if (!places.isEmpty()) {
                folder(op.account(), op.to(), operations);
            }
            places.forEach((from, guids) -> operations.add(new Operation.Move(op.account(), from, op.to(), guids)));
        } else if (operation instanceof Operation.Flag op) {
            List<Guid> mine =
                    op.guids().stream().filter(guid -> !own.flagged(guid)).toList();
            byFolder(op.account(), mine)
                    .forEach((folder, guids) ->
                            operations.add(new Operation.Flag(op.account(), folder, guids, op.set(), op.clear())));
        } else if (operation instanceof Operation.Done || operation instanceof Operation.Warned) {
            operations.add(operation);
        } else if (operation instanceof Operation.Hold || operation instanceof Operation.Confirmed) {
            operations.add(operation);
        } else {
            names(operation, operations);
        }
    }

    /** Folders, and what was under way for accounts when the halves parted; the rest is no matter of both. */
    private void names(Operation operation, List<Operation> operations) throws IOException {
        if (operation instanceof Operation.MakeFolder op) {
            if (here.exists(op.account()) && !own.folder(op.account(), op.folder())) {
                operations.add(op);
            }
        } else if (operation instanceof Operation.RenameFolder op) {
            rename(op, operations);
        } else if (operation instanceof Operation.DropFolder op) {
            if (here.exists(op.account())
                    && here.hasFolder(op.account(), op.folder())
                    && !own.folder(op.account(), op.folder())) {
                operations.add(op); // if it is empty
            }
        } else if (operation instanceof Operation.CreateAccount op) {
            if (!own.account(op.account()) && !here.exists(op.account())) {
                operations.add(op);
            }
        } else if (operation instanceof Operation.ChangePassword op) {
            if (!own.account(op.account())) {
                operations.add(op);
            }
        } else if (operation instanceof Operation.Seeded) {
            operations.add(operation);
        } else if (operation instanceof Operation.DeleteAccount) {
            left++;
        }
    }

    private void rename(Operation.RenameFolder op, List<Operation> operations) throws IOException {
        AccountName account = op.account();
        if (!here.exists(account) || own.folder(account, op.from()) || own.folder(account, op.to())) {
            return;
        }
        if (here.hasFolder(account, op.from()) && !here.hasFolder(account, op.to())) {
            operations.add(op);
        } else if (!here.hasFolder(account, op.to())) {
            folder(account, op.to(), operations);
        }
    }

    private Map<String, List<Guid>> byFolder(AccountName account, List<Guid> guids) throws IOException {
        Map<String, List<Guid>> places = new LinkedHashMap<>();
        for (Guid guid : guids) {
            here.folder(account, guid)
                    .ifPresent(folder -> places.computeIfAbsent(folder, any -> new ArrayList<>())
                            .add(guid));
        }
        return places;
    }
}
