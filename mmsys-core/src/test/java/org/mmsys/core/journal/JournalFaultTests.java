package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

/** Full disks, broken disks, states that cannot apply. */
class JournalFaultTests {
    @TempDir
    Path temp;

    private FaultyFileSystem disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
    }

    private List<String> afterPowerLoss() throws IOException {
        Path after = temp.resolve("after" + System.nanoTime());
        disk.crashState(CrashMode.POWER_LOSS, 0, after);
        try (House house = House.open(FaultyFileSystem.over(after).root())) {
            assertThat(house.journal.health().damages()).isEmpty();
            return house.state.texts();
        }
    }

    @Test
    void belowTheReserveMailIsRefusedAndDeletionsAreTaken() throws IOException {
        AtomicLong usable = new AtomicLong(1000);
        DiskSpace space = new DiskSpace(usable::get, 500, Duration.ZERO, System::nanoTime);
        try (House house = House.open(disk.root(), options -> options, space, new RecordingState("recorder"))) {
            assertThat(house.commit(Entries.mail("one")).isCommitted()).isTrue();
            usable.set(499);
            assertThat(house.commit(Entries.mail("two")).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.commit(Entries.twins("made")).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.journal.shortOfSpace()).isTrue();
            assertThat(house.commit(Entries.drop("gone")).isCommitted()).isTrue();
            usable.set(500);
            assertThat(house.commit(Entries.mail("three")).isCommitted()).isTrue();
            assertThat(house.journal.shortOfSpace()).isFalse();
            assertThat(house.state.texts()).containsExactly("one", "gone", "three");
        }
    }

    @Test
    void aFullDiskRefusesMailTakesDeletionsAndRecovers() throws IOException {
        try (House house = openWithReserve()) {
            assertThat(house.commit(Entries.mail("one")).isCommitted()).isTrue();
            disk.spaceLeft(30); // less than a record, so a part of it is written
            List<House.Answer> answers =
                    house.commitAll(List.of(Entries.mail("two"), Entries.drop("gone"), Entries.mail("three")));
            assertThat(answers.get(0).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(answers.get(1).isCommitted()).isTrue();
            assertThat(answers.get(2).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.journal.shortOfSpace()).isTrue();
            assertThat(disk.root().resolve("journal/reserve")).doesNotExist();
            assertThat(afterPowerLoss()).containsExactly("one", "gone");

            disk.spaceLeft(1 << 20);
            while (house.journal.shortOfSpace()) {
                Thread.onSpinWait(); // until the reserve stands again
            }
            assertThat(disk.root().resolve("journal/reserve")).hasSize(4000);
            assertThat(house.commit(Entries.mail("four")).isCommitted()).isTrue();
            assertThat(house.fatal).isNotDone();
            assertThat(house.state.texts()).containsExactly("one", "gone", "four");
        }
        assertThat(afterPowerLoss()).containsExactly("one", "gone", "four");
    }

    private House openWithReserve() throws IOException {
        DiskSpace space = new DiskSpace(
                () -> Files.getFileStore(disk.root()).getUsableSpace(), 0, Duration.ZERO, System::nanoTime);
        return House.open(
                disk.root(), options -> options.reserveFileOctets(4000), space, new RecordingState("recorder"));
    }

    @Test
    void usedUpQuotaIsAFullDisk() throws IOException {
        try (House house = openWithReserve()) {
            disk.failOnce(op -> op.is(Kind.WRITE, ".log"), FaultyFileSystem::quotaExceeded);
            assertThat(house.commit(Entries.mail("one")).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.fatal).isNotDone();
        }
    }

    @Test
    void noSpaceForANewSegment() throws IOException {
        try (House house = House.open(disk.root(), options -> options.segmentOctets(10))) {
            house.commit(Entries.mail("one"));
            FaultyFileSystem.Fault full = disk.failAlways(op -> op.is(Kind.CREATE, ".log"), FaultyFileSystem::noSpace);
            assertThat(house.commit(Entries.mail("two")).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.commit(Entries.drop("gone")).get()).isEqualTo(Refusal.NO_SPACE);
            full.clear();
            while (house.journal.shortOfSpace()) {
                Thread.onSpinWait();
            }
            assertThat(house.commit(Entries.mail("three")).isCommitted()).isTrue();
        }
        assertThat(afterPowerLoss()).containsExactly("one", "three");
    }

    @Test
    void errorOfAWriteIsFatal() throws IOException {
        fatalWhen(Kind.WRITE, false);
    }

    @Test
    void errorOfAForceIsFatal() throws IOException {
        fatalWhen(Kind.FORCE, false);
    }

    @Test
    void noSpaceInAForceIsFatal() throws IOException {
        fatalWhen(Kind.FORCE, true);
    }

    private void fatalWhen(Kind kind, boolean full) throws IOException {
        House house = House.open(disk.root());
        house.commit(Entries.mail("one"));
        disk.failOnce(op -> op.is(kind, ".log"), full ? FaultyFileSystem::noSpace : FaultyFileSystem::inputOutputError);
        List<House.Answer> answers = IntStream.range(0, 20)
                .mapToObj(i -> house.append(Entries.mail("lost " + i)))
                .toList();
        House.get(house.fatal);
        House.Answer late = house.append(Entries.mail("late"));
        house.close();
        assertThat(answers).noneMatch(answer -> answer.came.isDone());
        assertThat(late.came).isNotDone();
        assertThat(house.fatalCalls).hasValue(1);
        assertThat(house.journal.health().failed()).isTrue();
        assertThat(afterPowerLoss()).startsWith("one");
    }

    @Test
    void failingSyncOfTheTreeIsFatal() throws IOException {
        House house = House.open(disk.root(), options -> options.checkpoint(Duration.ofDays(1), 1));
        house.state.syncing = (sequence, text) -> {
            throw FaultyFileSystem.inputOutputError();
        };
        house.commit(Entries.mail("one"));
        assertThat(House.get(house.fatal)).contains("Input/output error");
        house.close();
    }

    @Test
    void fullDiskFailsTheCheckpointOnly() throws IOException {
        AtomicBoolean full = new AtomicBoolean(true);
        try (House house = House.open(disk.root(), options -> options.checkpoint(Duration.ofMillis(1), 1))) {
            house.state.syncing = (sequence, text) -> {
                if (full.get()) {
                    throw FaultyFileSystem.noSpace();
                }
            };
            house.commit(Entries.mail("one"));
            while (!house.journal.health().checkpointFailing()) {
                Thread.onSpinWait();
            }
            assertThat(house.commit(Entries.mail("two")).isCommitted()).isTrue();
            full.set(false);
            while (house.journal.health().checkpointFailing()) {
                Thread.onSpinWait();
            }
            assertThat(house.fatal).isNotDone();
        }
    }

    @Test
    void committedIsOwed() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        RecordingState state = new RecordingState("recorder");
        try (House house = House.open(
                disk.root(),
                options -> options.retry(Duration.ofHours(1), Duration.ofHours(1)),
                House.plenty(),
                state)) {
            state.failing = (sequence, text) -> {
                if (broken.get() && text.equals("two")) {
                    throw new IOException("Too many open files");
                }
            };
            house.commitAll(List.of(Entries.mail("one"), Entries.mail("two"), Entries.mail("three")))
                    .forEach(answer -> assertThat(answer.isCommitted()).isTrue());
            assertThat(state.texts()).containsExactly("one"); // three waits behind two
            assertThat(house.journal.health().owed()).isEqualTo(2);
            assertThat(house.journal.health().good()).isFalse();
        }
        broken.set(false);
        try (House house = House.open(disk.root())) { // the snapshot of the end did not cover what was owed
            assertThat(house.state.texts()).containsExactly("one", "two", "three");
        }
    }

    @Test
    void whatIsOwedIsTriedAgainInOrder() throws IOException {
        RecordingState state = new RecordingState("recorder");
        AtomicLong failures = new AtomicLong(3);
        try (House house = House.open(disk.root(), options -> options, House.plenty(), state)) {
            state.failing = (sequence, text) -> {
                if (text.equals("one") && failures.getAndDecrement() > 0) {
                    throw new IOException("not now");
                }
            };
            house.commitAll(List.of(Entries.mail("one"), Entries.mail("two")));
            while (house.journal.health().owed() > 0) {
                Thread.onSpinWait();
            }
            assertThat(state.texts()).containsExactly("one", "two");
            assertThat(state.applications).hasValue(3); // the epoch, one, two
        }
    }

    @Test
    void tooMuchOwedStopsCommits() throws IOException {
        RecordingState state = new RecordingState("recorder");
        AtomicBoolean broken = new AtomicBoolean(true);
        try (House house = House.open(disk.root(), options -> options.owedOctets(1000), House.plenty(), state)) {
            state.failing = (sequence, text) -> {
                if (broken.get()) {
                    throw new IllegalStateException("a bug");
                }
            };
            assertThat(house.commit(Entries.mail("x".repeat(1000))).isCommitted())
                    .isTrue();
            assertThat(house.commit(Entries.mail("two")).get()).isEqualTo(Refusal.TOO_BUSY);
            broken.set(false);
            while (house.journal.health().owed() > 0) {
                Thread.onSpinWait();
            }
            assertThat(house.commit(Entries.mail("three")).isCommitted()).isTrue();
        }
    }

    @Test
    void listenerThatThrowsHarmsNobody() throws IOException {
        try (House house = House.open(disk.root())) {
            CompletableFuture<Boolean> called = new CompletableFuture<>();
            house.journal.append(Entries.mail("one"), new Journal.CommitListener() {
                @Override
                public void committed(long sequence) {
                    called.complete(true);
                    throw new IllegalStateException("bug in a listener");
                }

                @Override
                public void refused(Refusal why) {
                    called.complete(false);
                }
            });
            assertThat(House.get(called)).isTrue();
            assertThat(house.commit(Entries.mail("two")).isCommitted()).isTrue();
        }
    }
}
