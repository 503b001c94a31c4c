package org.mmsys.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation;
import org.mmsys.testkit.fs.FileOperation.Kind;

/**
 * One half of a pair follows, leads, loses its office, is cut back and follows again; its disk goes down at every operation.
 * The other half lives on: afterwards both are brought together, and nothing that was acknowledged is lost.
 */
@Timeout(300)
class PairCrashTests {
    private static final int RANDOM_LOSSES = 1;
    /** Every fifth operation; all of them with 1. */
    private static final int STEP = Integer.getInteger("mmsys.crash.step", 5);

    private static final Sha256 DIGEST = Sha256.over("large".getBytes(US_ASCII));

    @TempDir
    Path temp;

    private int runs;

    /** A run: the disk that goes down, and the half on a disk that does not. */
    private final class Run implements AutoCloseable {
        final Path directory = temp.resolve("run" + runs++);
        final FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectories(directory.resolve("down")));
        final PairHalf other = open(FaultyFileSystem.over(Files.createDirectories(directory.resolve("up")))
                .root()
                .resolve("data"));
        final List<String> acknowledged = new ArrayList<>();

        Run() throws IOException {}

        /** Ends early when the disk goes down. */
        void tell() throws Exception {
            try {
                live();
            } catch (IOException | UncheckedIOException | AssertionError ended) {
                if (!disk.crashed()) {
                    throw ended;
                }
            }
        }

        private void live() throws Exception {
            other.reign(1);
            for (int i = 0; i < 6; i++) {
                other.deposit(i == 3 ? large(other, "first") : Entries.mail("one " + i));
            }
            try (PairHalf half = open(disk.root().resolve("data"))) {
                half.catchUp(other, 300);
                half.commit(5);
                half.journal.checkpoint();
                half.commit(7);
                other.log.follow();
                lead(half);
                loseOffice(half);
                half.journal.checkpoint();
                half.journal.checkpoint();
            }
            for (int i = 0; i < 3; i++) {
                other.deposit(Entries.mail("four " + i));
            }
            try (PairHalf half = open(disk.root().resolve("data"))) {
                half.catchUp(other, 300);
                half.commit(other.applied());
            }
        }

        private void lead(PairHalf half) throws IOException {
            half.ship = chunk -> other.write(chunk, half);
            Runnable commit = () -> {
                long both = Math.min(half.durable().sequence(), other.durable().sequence());
                half.log.commit(both);
                other.log.commit(both);
            };
            half.changed = commit;
            other.changed = commit;
            half.log.lead(2);
            half.await(() -> half.applied() == 8);
            for (int i = 0; i < 4; i++) {
                JournalEntry entry = i == 2 ? large(half, "second") : Entries.mail("two " + i);
                House.Answer answer = half.append(entry);
                half.await(answer.came::isDone);
                acknowledged.add(Entries.text(entry));
            }
            half.await(() -> other.applied() == half.applied());
            half.ship = chunk -> {};
            half.changed = () -> {};
            other.changed = () -> {};
        }

        /** Entries that nobody else gets, over several segments; they are cut off when the other has become primary. */
        private void loseOffice(PairHalf half) throws IOException {
            half.appendDurably(large(half, "lost"));
            for (int epoch = 3; epoch < 7; epoch++) {
                half.lead(epoch);
            }
            half.log.follow();
            other.reign(7);
            for (int i = 0; i < 4; i++) {
                other.deposit(Entries.mail("three " + i));
            }
            half.catchUp(other, 200);
            half.commit(other.applied());
        }

        void check(CrashMode mode, long seed) throws IOException {
            Path after = directory.resolve("after");
            disk.crashState(mode, seed, after);
            String what = mode + ", seed " + seed;
            try (PairHalf half = open(FaultyFileSystem.over(after).root().resolve("data"))) {
                assertThat(half.journal.health().damages()).as(what).isEmpty();
                assertThat(half.log.found().applied())
                        .as(what)
                        .isLessThanOrEqualTo(half.log.found().last().sequence());
                List<String> theirs = other.state.texts();
                List<String> found = half.state.texts();
                assertThat(found)
                        .as("%s: only what is committed, in order", what)
                        .isEqualTo(theirs.subList(0, Math.min(found.size(), theirs.size())));
                assertThat(theirs).as(what).containsAll(acknowledged);
                half.catchUp(other, 500);
                half.commit(other.applied());
                assertThat(half.state.texts()).as(what).isEqualTo(theirs);
                assertThat(half.state.recovered).as(what).isTrue();
            }
            PathUtils.deleteDirectory(after);
        }

        @Override
        public void close() throws IOException {
            other.close();
            PathUtils.deleteDirectory(directory);
        }
    }

    private static PairHalf open(Path data) throws IOException {
        return PairHalf.open(
                data,
                options ->
                        options.segmentOctets(500).drain(Duration.ofSeconds(5)).reserveFileOctets(100));
    }

    private static JournalEntry large(PairHalf half, String name) throws IOException {
        Files.writeString(half.journal.bodies().resolve(name), "large");
        return JournalEntry.of(Entries.deliver(new Body.Spooled(name, 5, DIGEST, 0)));
    }

    private void crashAt(long operation, double share) throws Exception {
        try (Run run = new Run()) {
            run.disk.crashAt(operation, share);
            run.tell();
            reunite(run, operation);
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("operation " + operation + ", share " + share, failed);
        }
    }

    private static void reunite(Run run, long operation) throws IOException {
        run.other.ship = chunk -> {};
        run.other.changed = () -> {};
        run.other.log.follow();
        run.other.reign(100);
        run.check(CrashMode.PROCESS_KILL, 0);
        run.check(CrashMode.POWER_LOSS, 0);
        for (int seed = 0; seed < RANDOM_LOSSES; seed++) {
            run.check(CrashMode.POWER_LOSS_RANDOM, operation * 100 + seed);
        }
    }

    /** The numbers of those operations of an undisturbed run. */
    private List<Long> operations(Predicate<FileOperation> wanted) throws Exception {
        try (Run run = new Run()) {
            run.tell();
            assertThat(run.acknowledged).hasSize(4);
            reunite(run, 0);
            List<FileOperation> history = run.disk.history();
            return LongStream.rangeClosed(1, history.size())
                    .filter(number -> wanted.test(history.get((int) number - 1)))
                    .boxed()
                    .toList();
        }
    }

    private static List<Long> some(List<Long> operations) {
        return operations.stream().filter(number -> number % STEP == 0).toList();
    }

    @Test
    void atEveryOperation() throws Exception {
        List<Long> operations = operations(any -> true);
        assertThat(operations).hasSizeGreaterThan(100);
        for (long operation : some(operations)) {
            crashAt(operation, 0);
        }
    }

    @Test
    void inTheMiddleOfEveryWrite() throws Exception {
        for (long operation : some(operations(one -> one.is(Kind.WRITE, "")))) {
            crashAt(operation, 0.1 + 0.8 * (operation % 7) / 7);
        }
    }
}
