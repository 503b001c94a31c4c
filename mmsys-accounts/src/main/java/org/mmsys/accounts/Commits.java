package org.mmsys.accounts;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;

/** Appends to the journal for those who do not wait. Any thread. */
final class Commits {
    private final Journal journal;

    Commits(Journal journal) {
        this.journal = journal;
    }

    /** Appends what may as well be lost: it will be found out again. */
    void note(Operation operation) {
        CompletableFuture<Boolean> unused = append(operation);
    }

    /** Says, on the committer thread, whether the entry was committed and applied. */
    CompletableFuture<Boolean> append(Operation... operations) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        journal.append(new JournalEntry(List.of(operations)), new CommitListener() {
            @Override
            public void committed(long sequence) {
                outcome.complete(true);
            }

            @Override
            public void refused(Refusal why) {
                outcome.complete(false);
            }
        });
        return outcome;
    }
}
