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

    LoneCommit(
            JournalOptions options,
            CommitQueue queue,
            BatchWriter batches,
            LogWriter writer,
            AppliedStates states,
            BodyFiles bodies,
            Failure failure) {
        this.options = options;
        this.queue = queue;
        this.batches = batches;
        this.writer = writer;
        this.states = states;
        this.bodies = bodies;
        this.failure = failure;
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
