package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

/** One half of a pair, with the test as the driver. */
@Timeout(120)
class PairedJournalTests {
    @TempDir
    Path temp;

    private FaultyFileSystem disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
    }

    private PairHalf afterPowerLoss() throws IOException {
        Path after = temp.resolve("after" + System.nanoTime());
        disk.crashState(CrashMode.POWER_LOSS, 0, after);
        PairHalf half = PairHalf.open(FaultyFileSystem.over(after).root());
        assertThat(half.journal.health().damages()).isEmpty();
        return half;
    }

    @Test
    void opensAsAFollowerAndWritesNothing() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.log.found().last()).isEqualTo(LogMark.START);
            assertThat(half.log.found().base()).isEqualTo(LogMark.START);
            assertThat(half.append(Entries.mail("one")).get()).isEqualTo(Refusal.CLOSED);
            assertThat(half.find(0L, 1L)).containsExactly(LogMark.START);
            assertThat(half.log.read(LogMark.START, 1000)).isEmpty();
        }
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.log.found().last()).isEqualTo(LogMark.START);
        }
    }

    @Test
    void nothingIsAppliedBeforeItIsCommitted() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.lead(5)).isEqualTo(1);
            assertThat(half.state.epochs()).isZero();
            half.commit(1);
            House.Answer one = half.appendDurably(Entries.mail("one"));
            House.Answer two = half.append(Entries.mail("two"));
            assertThat(half.find(2L)).hasSize(1); // the committer does other things meanwhile
            assertThat(one.came).isNotDone();
            assertThat(half.state.texts()).isEmpty();
            assertThat(half.journal.health().sequence()).isEqualTo(1);
            half.log.commit(2);
            assertThat(one.get()).isEqualTo(2L);
            half.awaitTold("durable 3");
            assertThat(two.came).isNotDone();
            half.log.commit(3);
            assertThat(two.get()).isEqualTo(3L);
            half.awaitTold("applied 3");
            assertThat(half.told())
                    .containsExactly(
                            "appended 1-1 epoch 5",
                            "durable 1",
                            "applied 1",
                            "appended 2-2 epoch 5",
                            "durable 2",
                            "applied 2",
                            "appended 3-3 epoch 5",
                            "durable 3",
                            "applied 3");
        }
    }

    @Test
    void batchesAreShippedBeforeTheyAreForced() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            List<String> order = new ArrayList<>();
            disk.observe(operation -> {
                if (operation.is(Kind.FORCE, ".log")) {
                    order.addAll(half.told());
                }
            });
            half.deposit(Entries.mail("one"));
            assertThat(order).endsWith("appended 2-2 epoch 1").doesNotContain("durable 2");
        }
    }

    @Test
    void whatWaitsIsWrittenInOneBatch() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            half.appendDurably(Entries.mail("first"));
            List<House.Answer> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(half.append(Entries.mail("other " + i)));
            }
            half.log.commit(2);
            half.awaitTold("durable 102");
            half.log.commit(50); // commits may end inside a batch
            half.awaitTold("applied 50");
            assertThat(others.get(47).isCommitted()).isTrue();
            assertThat(others.get(48).came).isNotDone();
            half.commit(102);
            assertThat(others).allMatch(House.Answer::isCommitted);
        }
    }

    @Test
    void aTailThatIsNotKnownToBeCommittedStaysUnapplied() throws IOException {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        half.deposit(Entries.mail("one"));
        House.Answer two = half.appendDurably(Entries.mail("two"));
        half.lead(2); // stands behind it, which proves nothing
        try (PairHalf after = afterPowerLoss()) {
            assertThat(after.log.found().last().sequence()).isEqualTo(4);
            assertThat(after.log.found().applied()).isEqualTo(2); // the batch of two was written behind one
            assertThat(after.state.texts()).containsExactly("one");
            assertThat(after.state.recovered).isFalse();
            after.commit(after.lead(3));
            assertThat(after.state.texts()).containsExactly("one", "two");
            assertThat(after.state.recovered).isTrue();
            after.deposit(Entries.mail("three"));
        }
        assertThat(two.came).isNotDone();
        half.commit(4);
        assertThat(two.get()).isEqualTo(3L);
        half.close();
    }

    @Test
    void whatIsAppliedIsNotKnownToBeCommittedAfterACrashAndComesAgain() throws IOException {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        half.deposit(Entries.mail("one"));
        try (PairHalf after = afterPowerLoss()) {
            assertThat(after.log.found().applied()).isEqualTo(1);
            assertThat(after.state.texts()).isEmpty();
            after.commit(2);
            assertThat(after.state.texts()).containsExactly("one");
            assertThat(after.state.recovered).isTrue();
        }
        half.close();
    }

    @Test
    void anOrderlyEndKeepsTheTailUnapplied() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root(), options -> options.drain(Duration.ofSeconds(10)))) {
            half.reign(1);
            half.deposit(Entries.mail("one"));
            half.appendDurably(Entries.mail("two"));
            half.log.follow();
        }
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.log.found().applied()).isEqualTo(2);
            assertThat(half.log.found().last().sequence()).isEqualTo(3);
            assertThat(half.state.texts()).containsExactly("one");
            assertThat(half.state.applications).hasValue(0); // all from the snapshot
            half.reign(2);
            assertThat(half.state.texts()).containsExactly("one", "two");
        }
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.log.found().applied()).isEqualTo(4);
            assertThat(half.log.found().base()).isEqualTo(LogMark.START);
            assertThat(half.find(3L)).hasSize(1);
        }
    }

    @Test
    void whoFollowsAnswersNobody() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            House.Answer written = half.appendDurably(Entries.mail("written"));
            House.Answer waiting = half.append(Entries.mail("waiting"));
            half.log.follow();
            assertThat(waiting.get()).isEqualTo(Refusal.CLOSED);
            assertThat(half.append(Entries.mail("late")).get()).isEqualTo(Refusal.CLOSED);
            half.commit(2);
            assertThat(half.state.texts()).containsExactly("written");
            assertThat(written.came).isNotDone();
            half.reign(2);
            half.deposit(Entries.mail("again"));
            assertThat(half.state.texts()).containsExactly("written", "again");
        }
    }

    @Test
    void entriesThatNobodyHasAreTakenBack() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            LogMark before = half.durable();
            House.Answer first = half.appendDurably(Entries.mail("first"));
            House.Answer mail = half.append(Entries.mail("mail"));
            House.Answer drop = half.append(Entries.drop("drop"));
            half.log.commit(2);
            half.awaitTold("durable 4");
            assertThat(first.get()).isEqualTo(2L);
            LogMark two = half.find(2L).get(0);
            half.log.allowGrowth(false);
            half.log.truncate(two);
            assertThat(mail.get()).isEqualTo(Refusal.NO_SPACE);
            half.awaitTold("durable 3");
            assertThat(half.told().indexOf("truncated 2"))
                    .isLessThan(half.told().lastIndexOf("appended 3-3 epoch 1"));
            assertThat(drop.came).isNotDone();
            assertThat(half.journal.shortOfSpace()).isTrue();
            assertThat(half.append(Entries.twins("grows")).came).isNotDone();
            half.commit(3);
            assertThat(drop.get()).isEqualTo(3L);
            assertThat(half.log.read(before, 10_000).orElseThrow().last().sequence())
                    .isEqualTo(3);
            assertThat(half.append(Entries.mail("grows")).get()).isEqualTo(Refusal.NO_SPACE);
            half.log.allowGrowth(true);
            half.deposit(Entries.mail("last"));
            assertThat(half.state.texts()).containsExactly("first", "drop", "last");
        }
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.state.texts()).containsExactly("first", "drop", "last");
        }
    }

    @Test
    void cutsBackOverSegmentsAndPutsMailAside() throws IOException {
        LogMark place;
        try (PairHalf half = PairHalf.open(disk.root(), options -> options.segmentOctets(300))) {
            half.reign(1);
            half.deposit(Entries.mail("kept"));
            place = half.durable();
            half.appendDurably(Entries.mail("cut"));
            for (int epoch = 2; epoch < 12; epoch++) {
                half.lead(epoch);
            }
            assertThat(half.durable().sequence()).isEqualTo(13);
            half.log.follow();
            half.log.truncate(place);
            half.awaitTold("truncated 2");
            assertThat(half.log.read(place, 1000)).isEmpty();
            assertThatThrownBy(() -> half.log.read(new LogMark(5, place.chain()), 1000))
                    .isInstanceOf(IOException.class);
            Path aside = disk.root().resolve("quarantine/1");
            assertThat(aside.resolve("0000000000000003-000000000000000d.records"))
                    .isNotEmptyFile();
            assertThat(aside.resolve(Entries.guid(1) + ".eml")).hasContent("cut");
            assertThat(aside.resolve(Entries.guid(1) + ".txt"))
                    .content()
                    .contains("account: ann@here.test", "folder: INBOX", "guid: " + Entries.guid(1));
            half.reign(20);
            half.deposit(Entries.mail("other"));
            assertThat(half.state.texts()).containsExactly("kept", "other");
        }
        try (PairHalf half = afterPowerLoss()) {
            assertThat(half.state.texts()).containsExactly("kept", "other");
            assertThat(half.find(2L)).containsExactly(place);
        }
    }

    @Test
    void neverCutsWhatIsCommitted() throws IOException {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        LogMark before = half.durable();
        half.deposit(Entries.mail("one"));
        half.log.truncate(before);
        assertThat(House.get(half.fatal)).contains("2 is committed");
        half.close();
        try (PairHalf after = PairHalf.open(disk.root())) {
            assertThat(after.log.found().last().sequence()).isEqualTo(2);
        }
    }

    @Test
    void neverCutsInAnotherHistory() throws IOException {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        half.appendDurably(Entries.mail("one"));
        half.log.truncate(new LogMark(1, new byte[16]));
        assertThat(House.get(half.fatal)).contains("another history");
        half.close();
    }

    @Test
    void guidsAreOfTheEpochThatIsLed() throws IOException {
        Set<Guid> drawn = new HashSet<>();
        Guids guids;
        for (int life = 0; life < 3; life++) {
            try (PairHalf half = PairHalf.open(disk.root())) {
                guids = half.journal.guids();
                for (int epoch = 1; epoch < 4; epoch++) {
                    Guid before = guids.next().at(0);
                    half.reign(life * 10L + epoch);
                    Guid after = half.journal.guids().next().at(0);
                    assertThat(after).isGreaterThan(before);
                    assertThat(drawn.add(before)).isTrue();
                    assertThat(drawn.add(after)).isTrue();
                }
                half.log.follow();
            }
        }
        assertThat(drawn).hasSize(18);
    }

    @Test
    void commitOfWhatIsNotThereIsFatal() throws IOException {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        half.log.commit(2);
        assertThat(House.get(half.fatal)).contains("the log ends at 1");
        half.close();
    }

    @Test
    void tellsWhenSpaceIsShort() throws IOException {
        AtomicLong usable = new AtomicLong(1000);
        DiskSpace space = new DiskSpace(usable::get, 500, Duration.ZERO, System::nanoTime);
        try (PairHalf half = PairHalf.open(disk.root(), options -> options, space)) {
            half.reign(1);
            usable.set(10);
            half.find(1L);
            half.awaitTold("short true");
            assertThat(half.append(Entries.mail("one")).get()).isEqualTo(Refusal.NO_SPACE);
            half.lead(2); // an epoch begins all the same
            usable.set(1000);
            half.find(1L);
            half.awaitTold("short false");
        }
    }

    @Test
    void aFullDiskRefusesMailTakesDeletionsAndRecovers() throws IOException {
        DiskSpace space = new DiskSpace(
                () -> Files.getFileStore(disk.root()).getUsableSpace(), 0, Duration.ZERO, System::nanoTime);
        try (PairHalf half = PairHalf.open(disk.root(), options -> options.reserveFileOctets(4000), space)) {
            half.reign(1);
            disk.spaceLeft(30);
            assertThat(half.append(Entries.mail("one")).get()).isEqualTo(Refusal.NO_SPACE);
            half.deposit(Entries.drop("gone"));
            half.awaitTold("short true");
            half.log.lead(2);
            half.awaitTold("appended 3-3 epoch 2");
            half.commit(3);
            disk.spaceLeft(1 << 20);
            half.awaitTold("short false");
            half.deposit(Entries.mail("two"));
            assertThat(half.state.texts()).containsExactly("gone", "two");
        }
    }

    @Test
    void errorsOfTheDiskAnswerNobody() throws IOException {
        for (Kind kind : List.of(Kind.WRITE, Kind.FORCE)) {
            Path data = disk.root().resolve(kind.name());
            PairHalf half = PairHalf.open(data);
            half.reign(1);
            disk.failOnce(op -> op.is(kind, ".log"), FaultyFileSystem::inputOutputError);
            House.Answer lost = half.append(Entries.mail("lost"));
            House.get(half.fatal);
            half.close();
            assertThat(lost.came).isNotDone();
            assertThat(half.wasTold("durable 2")).isFalse();
            assertThat(half.journal.health().failed()).isTrue();
        }
    }

    @Test
    void whoReadsSeesOneHistoryWhateverHappensToTheLog() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong seen = new AtomicLong();
        List<Throwable> broken = new CopyOnWriteArrayList<>();
        try (PairHalf half = PairHalf.open(disk.root(), options -> options.segmentOctets(2000))) {
            half.reign(1);
            List<Thread> readers = IntStream.range(0, 2)
                    .mapToObj(i -> new Thread(() -> readAll(half, over, seen, broken)))
                    .toList();
            readers.forEach(Thread::start);
            for (int round = 2; round < 40; round++) {
                for (int i = 0; i < 5; i++) {
                    half.deposit(Entries.mail("mail " + round + " " + i));
                }
                LogMark kept = half.durable();
                half.appendDurably(Entries.mail("cut " + round));
                for (int more = 0; more < 8; more++) {
                    half.lead(round * 10L + more);
                }
                half.log.follow();
                half.log.truncate(kept);
                half.awaitTold("truncated " + kept.sequence());
                half.reign(round * 10L + 9);
                half.needsFrom = half.durable().sequence();
                half.journal.checkpoint();
            }
            long before = seen.get();
            half.await(() -> seen.get() > before + 2);
            over.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(half.state.texts()).hasSize(190).noneMatch(text -> text.startsWith("cut"));
        }
        assertThat(broken).isEmpty();
    }

    /** Reads from where the log begins to its end, over and over; what it gets has to be checked records. */
    private static void readAll(PairHalf half, AtomicBoolean over, AtomicLong seen, List<Throwable> broken) {
        LogMark at = LogMark.START;
        while (!over.get()) {
            try {
                Optional<PairLog.Chunk> chunk = half.log.read(at, 500);
                if (chunk.isPresent()) {
                    FollowedRecords.check(chunk.get().records(), at, chunk.get().last());
                    at = chunk.get().last();
                    seen.incrementAndGet();
                } else {
                    at = somewhere(half).orElse(at);
                }
            } catch (CorruptEntryException | RuntimeException | AssertionError bug) {
                broken.add(bug);
                return;
            } catch (IOException gone) {
                at = somewhere(half).orElse(at);
            }
        }
    }

    private static Optional<LogMark> somewhere(PairHalf half) {
        long end = half.durable().sequence();
        return half.find(end / 2, end - 7, end - 3, end - 1).stream().findFirst();
    }

    @Test
    void aSingleNodeTakesOverWhatAPairLeft() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            half.appendDurably(Entries.mail("one"));
            half.log.follow();
        }
        try (House house = House.open(disk.root())) {
            assertThat(house.state.texts()).containsExactly("one");
            assertThat(house.commit(Entries.mail("two")).get()).isEqualTo(4L);
        }
        try (PairHalf half = PairHalf.open(disk.root())) {
            assertThat(half.state.texts()).containsExactly("one", "two");
        }
    }

    @Test
    void closesWithoutBeingStarted() throws IOException {
        PairHalf.unstarted(disk.root(), options -> options, House.plenty()).close();
        PairHalf.open(disk.root()).close();
    }

    @Test
    void closingAnswersWhatIsCommittedMeanwhile() throws Exception {
        PairHalf half = PairHalf.open(disk.root());
        half.reign(1);
        House.Answer one = half.appendDurably(Entries.mail("one"));
        House.Answer two = half.append(Entries.mail("two"));
        half.changed = () -> half.log.commit(half.durable().sequence());
        CountDownLatch closed = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            try {
                half.close();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
            closed.countDown();
        });
        closing.start();
        half.log.commit(2);
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(one.get()).isEqualTo(2L);
        assertThat(two.get()).isEqualTo(3L);
    }

    @Test
    void emptyRecordsAreNoRecords() throws IOException {
        try (PairHalf half = PairHalf.open(disk.root())) {
            half.reign(1);
            PairLog.Chunk chunk = half.log.read(LogMark.START, 1000).orElseThrow();
            assertThatThrownBy(() -> half.log.write(ByteBuffer.allocate(0), chunk.previous(), chunk.last()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
