package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Half of a pair, with a follower of its log that remembers what it was told. */
final class PairHalf implements LogFollower, AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    final RecordingState state;
    final FileJournal journal;
    final PairLog log;
    final CompletableFuture<String> fatal;
    final List<String> told = new ArrayList<>();
    final List<LogMark> appended = new ArrayList<>();
    volatile long needsFrom = Long.MAX_VALUE;
    volatile Consumer<PairLog.Chunk> ship = chunk -> {};
    volatile Runnable changed = () -> {};
    private LogMark durable;
    private long applied;

    private PairHalf(RecordingState state, FileJournal journal, CompletableFuture<String> fatal) {
        this.state = state;
        this.journal = journal;
        this.log = journal.pairLog();
        this.fatal = fatal;
        this.durable = log.found().last();
        this.applied = log.found().applied();
    }

    static PairHalf open(Path data) throws IOException {
        return open(data, options -> options);
    }

    static PairHalf open(Path data, UnaryOperator<JournalOptions.Builder> change) throws IOException {
        return open(data, change, House.plenty());
    }

    static PairHalf open(Path data, UnaryOperator<JournalOptions.Builder> change, DiskSpace space) throws IOException {
        PairHalf half = unstarted(data, change, space);
        half.journal.start(half);
        return half;
    }

    static PairHalf unstarted(Path data, UnaryOperator<JournalOptions.Builder> change, DiskSpace space)
            throws IOException {
        RecordingState state = new RecordingState("recorder");
        CompletableFuture<String> fatal = new CompletableFuture<>();
        JournalOptions.Builder options = House.options(data).random(new SplittableRandom(System.nanoTime()));
        FileJournal journal = FileJournal.openPaired(
                change.apply(options).build(), List.of(state), space, (what, cause) -> fatal.complete(what + cause));
        return new PairHalf(state, journal, fatal);
    }

    // --- as the driver is told

    @Override
    public void appended(PairLog.Chunk chunk, long epoch) {
        note("appended " + (chunk.previous().sequence() + 1) + "-"
                + chunk.last().sequence() + " epoch " + epoch);
        synchronized (this) {
            appended.add(chunk.last());
        }
        ship.accept(chunk);
    }

    @Override
    public void durable(LogMark mark) {
        synchronized (this) {
            durable = mark;
        }
        note("durable " + mark.sequence());
    }

    @Override
    public void writeRefused(LogMark written) {
        note("refused " + written.sequence());
    }

    @Override
    public void truncated(LogMark last) {
        synchronized (this) {
            durable = last;
        }
        note("truncated " + last.sequence());
    }

    @Override
    public void applied(long sequence) {
        synchronized (this) {
            applied = sequence;
        }
        note("applied " + sequence);
    }

    @Override
    public void trimmed(LogMark base) {
        note("trimmed " + base.sequence());
    }

    @Override
    public void shortOfSpace(boolean isShort) {
        note("short " + isShort);
    }

    @Override
    public long needsFrom() {
        return needsFrom;
    }

    private void note(String what) {
        synchronized (this) {
            told.add(what);
        }
        changed.run();
    }

    // --- for tests

    synchronized LogMark durable() {
        return durable;
    }

    synchronized long applied() {
        return applied;
    }

    synchronized boolean wasTold(String what) {
        return told.contains(what);
    }

    synchronized List<String> told() {
        return List.copyOf(told);
    }

    void await(BooleanSupplier condition) {
        long until = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(fatal).as("disk").isNotDone();
            assertThat(System.nanoTime()).as("in time; told %s", last(told())).isLessThan(until);
            LockSupport.parkNanos(20_000);
        }
    }

    private static List<String> last(List<String> all) {
        return all.subList(Math.max(0, all.size() - 20), all.size());
    }

    void awaitTold(String what) {
        await(() -> wasTold(what));
    }

    House.Answer append(JournalEntry entry) {
        House.Answer answer = new House.Answer();
        journal.append(entry, answer);
        return answer;
    }

    /** Leads, and waits until the entry of the epoch is durable; gives its number. */
    long lead(long epoch) {
        long before = durable().sequence();
        log.lead(epoch);
        await(() -> durable().sequence() > before);
        return durable().sequence();
    }

    /** Leads alone: the entry of the epoch and everything before it is committed. */
    void reign(long epoch) {
        commit(lead(epoch));
    }

    void commit(long upTo) {
        log.commit(upTo);
        await(() -> applied() >= upTo);
    }

    /** Appends an entry, and commits it alone. */
    void deposit(JournalEntry entry) {
        House.Answer answer = appendDurably(entry);
        commit(durable().sequence());
        assertThat(answer.isCommitted()).isTrue();
    }

    House.Answer appendDurably(JournalEntry entry) {
        long before = durable().sequence();
        House.Answer answer = append(entry);
        await(() -> durable().sequence() > before);
        return answer;
    }

    List<LogMark> find(Long... sequences) {
        CompletableFuture<List<LogMark>> found = new CompletableFuture<>();
        log.find(List.of(sequences), found::complete);
        return House.get(found);
    }

    LogMark end() {
        return House.get(journalEnd());
    }

    private CompletableFuture<LogMark> journalEnd() {
        CompletableFuture<LogMark> end = new CompletableFuture<>();
        log.find(List.of(), none -> end.complete(durable()));
        return end;
    }

    /** Takes over what the other has, from where both agree, in pieces. */
    void catchUp(PairHalf from, int octets) throws IOException {
        LogMark common = common(from);
        if (!common.equals(end())) {
            log.truncate(common);
            awaitTold("truncated " + common.sequence());
        }
        LogMark at = common;
        var chunk = from.log.read(at, octets);
        while (chunk.isPresent()) {
            write(chunk.get(), from);
            at = chunk.get().last();
            chunk = from.log.read(at, octets);
        }
        long last = at.sequence();
        await(() -> durable().sequence() >= last);
    }

    private LogMark common(PairHalf other) {
        for (long sequence = Math.min(end().sequence(), other.end().sequence()); sequence >= 0; sequence--) {
            List<LogMark> here = find(sequence);
            if (!here.isEmpty() && here.equals(other.find(sequence))) {
                return here.get(0);
            }
        }
        throw new AssertionError("nothing in common");
    }

    /** Writes what the other has, its spooled bodies first. */
    void write(PairLog.Chunk chunk, PairHalf from) {
        for (Body.Spooled body : chunk.bodies()) {
            try {
                Path copy = journal.bodies().resolve(body.fileName());
                Files.copy(from.journal.bodies().resolve(body.fileName()), copy, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            }
        }
        log.write(copyOf(chunk), chunk.previous(), chunk.last());
    }

    static ByteBuffer copyOf(PairLog.Chunk chunk) {
        ByteBuffer copy = ByteBuffer.allocate(chunk.records().remaining());
        return copy.put(chunk.records().duplicate()).flip();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
