package org.mmsys.core.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A single node: a batch is committed as soon as it is forced. Entries are answered in order, each when it is applied. */
final class LoneCommit implements CommitRounds {
    private final JournalOptions options;
    private final CommitQueue queue;
    private final BatchWriter batches;
    private final LogWriter writer;
    private final AppliedStates states;
    private final BodyFiles bodies;
    private final Failure failure;
    private final List<PendingAppend> batch = new ArrayList<>();
    private final List<CommitQueue.Refused> refusals = new ArrayList<>();
    private final Deque<CommitQueue.Task> work = new ArrayDeque<>();

    LoneCommit(JournalParts parts) {
        this.options = parts.options();
        this.queue = parts.queue();
        this.batches = parts.batches();
        this.writer = parts.writer();
        this.states = parts.states();
        this.bodies = parts.bodies();
        this.failure = parts.failure();
    }

    @Override
    public boolean round() throws IOException {
        queue.take(batch, options.batchEntries(), options.batchOctets(), refusals, work);
        refusals.forEach(refused -> BatchWriter.refuse(refused.listener(), refused.why()));
        refusals.clear();
        while (!work.isEmpty()) {
            work.remove().run();
        }
        states.retry();
        if (batch.isEmpty()) {
            return false;
        }
        commit(batch);
        batch.clear();
        return true;
    }

    /** Commits entries. */
    void commit(List<PendingAppend> entries) throws IOException {
        List<PendingAppend> written = batches.write(entries);
        if (written.isEmpty()) {
            return;
        }
        writer.force();
        long sequence = writer.sequence() + 1;
        writer.accept();
        for (PendingAppend entry : written) {
            if (!entry.encoded().spooled().isEmpty()) {
                bodies.named(sequence, entry.encoded().spooled());
            }
            states.apply(sequence, entry.entry(), entry.length());
            if (!failure.failed()) {
                BatchWriter.tellCommitted(entry.listener(), sequence);
            }
            sequence++;
        }
    }

    @Override
    public boolean isDone() {
        return queue.isDone();
    }

    @Override
    public void rest(long nanos) {
        queue.sleep(nanos);
    }

    @Override
    public LogMark applied() {
        return writer.end();
    }

    @Override
    public long appliedSequence() {
        return writer.sequence();
    }

    @Override
    public void abandon() {
        work.forEach(CommitQueue.Task::abandon);
        work.clear();
    }
}
