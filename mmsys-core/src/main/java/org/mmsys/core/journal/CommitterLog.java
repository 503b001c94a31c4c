package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the driver of a pair wants to the committer, in order. Any thread. */
final class CommitterLog implements PairLog {
    private static final Logger log = LoggerFactory.getLogger(CommitterLog.class);

    private final Found found;
    private final CommitQueue queue;
    private final PairCommit commit;
    private final BatchWriter batches;
    private final LogReader reader;
    private final JournalFiles files;
    private final LogWriter writer;

    CommitterLog(JournalParts parts, PairCommit commit) {
        Recovery.Outcome recovered = parts.recovered();
        this.found = new Found(
                parts.identity().store(),
                parts.incarnation(),
                recovered.index().base(),
                recovered.end(),
                recovered.unapplied().applied(),
                recovered.damages().isEmpty());
        this.queue = parts.queue();
        this.commit = commit;
        this.batches = parts.batches();
        this.reader = recovered.reader();
        this.files = parts.files();
        this.writer = parts.writer();
    }

    /** Something for the committer; nobody waits for it. */
    @FunctionalInterface
    private interface Deed extends CommitQueue.Task {
        @Override
        default void abandon() {
            // the journal is closed, or has failed and said so
        }
    }

    private void submit(Deed deed) {
        queue.submit(deed);
    }

    @Override
    public Found found() {
        return found;
    }

    @Override
    public void lead(long epoch) {
        submit(() -> commit.lead(epoch));
    }

    @Override
    public void follow() {
        commit.leave();
        submit(commit::follow);
    }

    @Override
    public void write(ByteBuffer records, LogMark previous, LogMark last) {
        try {
            queue.submit(commit.new FollowedWrite(FollowedRecords.check(records, previous, last)));
        } catch (CorruptEntryException damaged) {
            throw new IllegalArgumentException("records of the other half: " + damaged.getMessage(), damaged);
        }
    }

    @Override
    public void commit(long upTo) {
        submit(() -> commit.commit(upTo));
    }

    @Override
    public void truncate(LogMark last) {
        submit(() -> commit.truncate(last));
    }

    @Override
    public void keepAside(LogMark last) {
        submit(() -> {
            try {
                new TailQuarantine(files, reader).keep(last.sequence() + 1, writer.sequence());
            } catch (IOException failed) {
                log.atError().setCause(failed).log("entries could not be put aside");
            }
        });
    }

    @Override
    public void find(List<Long> sequences, Consumer<List<LogMark>> answer) {
        List<Long> wanted = List.copyOf(sequences);
        submit(() -> {
            List<LogMark> marks = new ArrayList<>();
            wanted.forEach(sequence -> reader.markAfter(sequence).ifPresent(marks::add));
            answer.accept(marks);
        });
    }

    @Override
    public void allowGrowth(boolean allowed) {
        submit(() -> batches.allowGrowth(allowed));
    }

    @Override
    public Optional<Chunk> read(LogMark after, int octets) throws IOException {
        return reader.read(after, octets);
    }
}
