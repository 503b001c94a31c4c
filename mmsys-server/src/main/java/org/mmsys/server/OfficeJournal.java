package org.mmsys.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mmsys.core.journal.BodyTap;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;

/**
 * The journal as one serving half has it: takes entries until that half serves no more, and no new mail while nothing could
 * be acknowledged. What was appended before stays where it is. Thread-safe.
 */
final class OfficeJournal implements Journal {
    private final Journal journal;
    private final BooleanSupplier held;
    private final BooleanSupplier mailOnly;
    private volatile boolean closed;

    /** Every entry may be taken. */
    OfficeJournal(Journal journal, BooleanSupplier held) {
        this(journal, held, () -> false);
    }

    /**
     * @param held whether new mail is refused for the time being; asked from memory, on any thread
     * @param mailOnly whether what changes accounts is refused for the time being; the same
     */
    OfficeJournal(Journal journal, BooleanSupplier held, BooleanSupplier mailOnly) {
        this.mailOnly = mailOnly;
        this.journal = journal;
        this.held = held;
    }

    /** Takes no more entries. */
    void close() {
        closed = true;
    }

    @Override
    public void append(JournalEntry entry, CommitListener listener) {
        if (closed) {
            listener.refused(Refusal.CLOSED);
        } else if (mailOnly.getAsBoolean() && entry.operations().stream().anyMatch(OfficeJournal::ofAccounts)) {
            listener.refused(Refusal.TOO_BUSY);
        } else {
            journal.append(entry, listener);
        }
    }

    /** What cannot be united when two halves have done it apart. */
    private static boolean ofAccounts(Operation operation) {
        return operation instanceof Operation.CreateAccount
                || operation instanceof Operation.ChangePassword
                || operation instanceof Operation.DeleteAccount
                || operation instanceof Operation.Seeded
                || operation instanceof Operation.Reserve
                || operation instanceof Operation.Confirm
                || operation instanceof Operation.Homes;
    }

    @Override
    public boolean shortOfSpace() {
        return journal.shortOfSpace();
    }

    @Override
    public Optional<Refusal> closedToMail() {
        if (closed) {
            return Optional.of(Refusal.CLOSED);
        }
        return held.getAsBoolean() ? Optional.of(Refusal.TOO_BUSY) : journal.closedToMail();
    }

    @Override
    public Path bodies() {
        return journal.bodies();
    }

    @Override
    public BodyTap tap() {
        return journal.tap();
    }

    @Override
    public Guids guids() {
        return journal.guids();
    }
}
