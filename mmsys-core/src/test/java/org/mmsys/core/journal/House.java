package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A journal with one recording state, opened for a test. */
final class House implements AutoCloseable {
    private static final int SECONDS = 20;
    private static final Duration NEVER = Duration.ofDays(1);

    final RecordingState state;
    final FileJournal journal;
    final CompletableFuture<String> fatal;
    final AtomicInteger fatalCalls;

    private House(RecordingState state, FileJournal journal, CompletableFuture<String> fatal, AtomicInteger calls) {
        this.state = state;
        this.journal = journal;
        this.fatal = fatal;
        this.fatalCalls = calls;
    }

    /** What became of an entry. */
    static final class Answer implements Journal.CommitListener {
        final CompletableFuture<Object> came = new CompletableFuture<>();

        @Override
        public void committed(long sequence) {
            give(sequence);
        }

        @Override
        public void refused(Journal.Refusal why) {
            give(why);
        }

        private void give(Object what) {
            if (!came.complete(what)) {
                throw new AssertionError("answered twice");
            }
        }

        boolean isCommitted() {
            return came.getNow("") instanceof Long;
        }

        Object get() {
            return House.get(came);
        }
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException none) {
            throw new AssertionError(none);
        }
    }

    static JournalOptions.Builder options(Path data) {
        return JournalOptions.builder(data, "s1", "s1/primary")
                .reserveFileOctets(0)
                .checkpoint(NEVER, Long.MAX_VALUE)
                .retry(Duration.ofMillis(1), Duration.ofMillis(2))
                .random(new SplittableRandom(1));
    }

    static DiskSpace plenty() {
        return new DiskSpace(() -> Long.MAX_VALUE, 0, Duration.ofDays(1), System::nanoTime);
    }

    static House open(Path data) throws IOException {
        return open(data, options -> options);
    }

    static House open(Path data, UnaryOperator<JournalOptions.Builder> change) throws IOException {
        return open(data, change, plenty(), new RecordingState("recorder"));
    }

    static House open(Path data, UnaryOperator<JournalOptions.Builder> change, DiskSpace space, RecordingState state)
            throws IOException {
        CompletableFuture<String> fatal = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        JournalOptions options = change.apply(options(data)).build();
        FileJournal journal = FileJournal.open(options, List.of(state), space, (what, cause) -> {
            calls.incrementAndGet();
            fatal.complete(what + ": " + cause);
        });
        return new House(state, journal, fatal, calls);
    }

    Answer append(JournalEntry entry) {
        Answer answer = new Answer();
        journal.append(entry, answer);
        return answer;
    }

    /** Appends and waits until it is answered or the disk has failed. */
    Answer commit(JournalEntry entry) {
        Answer answer = append(entry);
        settle(answer);
        return answer;
    }

    void settle(Answer answer) {
        get(CompletableFuture.anyOf(answer.came, fatal));
    }

    List<Answer> commitAll(List<JournalEntry> entries) {
        List<Answer> answers = new ArrayList<>();
        entries.forEach(entry -> answers.add(append(entry)));
        answers.forEach(this::settle);
        return answers;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
