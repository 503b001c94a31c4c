package org.mmsys.replica.mirror;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.maildir.MirrorMarks;

/** Puts marks and corrections into the log of the half that serves, and waits until they are applied. Any thread. */
final class MarkedLog {
    private static final long COMMIT_SECONDS = 60;
    private static final long APPLY_MILLIS = 20_000;
    private final Journal journal;
    private final MirrorMarks marks;
    private final AtomicLong numbers;

    MarkedLog(Journal journal, MirrorMarks marks, InstantSource clock) {
        this.journal = journal;
        this.marks = marks;
        this.numbers = new AtomicLong(Math.max(1, clock.millis()) << 8);
    }

    /** A number that no mark had. */
    long next() {
        return numbers.incrementAndGet();
    }

    /** Puts the mark; what this half held there. */
    MirrorMarks.Mark mark(long number) throws IOException, InterruptedException {
        append(List.of(new Operation.ScrubMark(number)));
        return marks.await(number, APPLY_MILLIS)
                .orElseThrow(() -> new IOException("mark " + number + " was not applied in time"));
    }

    void append(List<Operation> operations) throws IOException, InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        journal.append(new JournalEntry(operations), new CommitListener() {
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
