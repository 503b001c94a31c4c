package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

class FileJournalTests {
    @TempDir
    Path temp;

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsCommittedIsThereAfterReopening() throws IOException {
        try (House house = House.open(temp)) {
            assertThat(house.commit(Entries.mail("one")).get()).isEqualTo(2L);
            assertThat(house.commit(Entries.drop("two")).get()).isEqualTo(3L);
            assertThat(house.state.texts()).containsExactly("one", "two");
            assertThat(house.state.recovered).isTrue();
        }
        try (House house = House.open(temp)) {
            assertThat(house.state.texts()).containsExactly("one", "two");
            assertThat(house.commit(Entries.mail("three")).get()).isEqualTo(5L);
            assertThat(house.state.epochs()).isEqualTo(2);
            assertThat(house.journal.health().good()).isTrue();
        }
    }

    @Test
    void whatIsCommittedIsThereAfterAKill() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
        House house = House.open(disk.root());
        house.commitAll(List.of(Entries.mail("one"), Entries.twins("two"), Entries.mail("three")));
        disk.crashState(CrashMode.POWER_LOSS, 0, temp.resolve("after"));
        house.close();
        try (House again = House.open(temp.resolve("after"))) {
            assertThat(again.state.texts()).containsExactly("one", "twotwo'", "three");
            assertThat(again.state.bySequence()).containsEntry(2L, "one").containsEntry(4L, "three");
        }
    }

    @Test
    void oneForceForAllThatWaits() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.over(temp);
        try (House house = House.open(disk.root())) {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch forcing = new CountDownLatch(1);
            disk.observe(operation -> {
                if (operation.is(Kind.FORCE, ".log")) {
                    forcing.countDown();
                    await(go);
                }
            });
            House.Answer first = house.append(Entries.mail("first"));
            await(forcing);
            List<House.Answer> others = IntStream.range(0, 500)
                    .mapToObj(i -> house.append(Entries.mail("other " + i)))
                    .toList();
            disk.observe(operation -> {});
            long forces = disk.count(Kind.FORCE);
            long writes = disk.count(Kind.WRITE);
            go.countDown();
            house.settle(first);
            others.forEach(house::settle);
            assertThat(disk.count(Kind.FORCE) - forces).isEqualTo(2);
            assertThat(disk.count(Kind.WRITE) - writes).isEqualTo(1);
            assertThat(house.state.texts())
                    .hasSize(501)
                    .startsWith("first", "other 0")
                    .endsWith("other 499");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void refusesWhatIsTooMuch() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.over(temp);
        try (House house = House.open(disk.root(), options -> options.waiting(1 << 20, 3))) {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch forcing = new CountDownLatch(1);
            disk.observe(operation -> {
                forcing.countDown();
                await(go);
            });
            House.Answer first = house.append(Entries.mail("first"));
            await(forcing);
            List<House.Answer> others = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                others.add(house.append(Entries.mail("other " + i)));
            }
            go.countDown();
            assertThat(first.get()).isEqualTo(2L);
            assertThat(others.stream().map(House.Answer::get))
                    .containsExactly(3L, 4L, 5L, Journal.Refusal.TOO_BUSY, Journal.Refusal.TOO_BUSY);
        }
    }

    @Test
    void anEntryLargerThanABatchIsWrittenAlone() throws IOException {
        List<JournalEntry> entries =
                List.of(Entries.mail("a".repeat(300)), Entries.mail("b".repeat(5000)), Entries.mail("c".repeat(300)));
        FaultyFileSystem disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
        try (House house =
                House.open(disk.root(), options -> options.batch(1000, 10).segmentOctets(2000))) {
            house.commitAll(entries);
            disk.crashState(CrashMode.POWER_LOSS, 0, temp.resolve("after"));
        }
        try (House house = House.open(temp.resolve("after"))) {
            assertThat(house.state.texts())
                    .containsExactlyElementsOf(
                            entries.stream().map(Entries::text).toList());
        }
    }

    @Test
    void secondOpeningIsRefused() throws IOException {
        try (House house = House.open(temp)) {
            assertThatThrownBy(() -> House.open(temp))
                    .isInstanceOf(DirectoryRefusedException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            assertThat(house.commit(Entries.mail("still works")).isCommitted()).isTrue();
        }
        House.open(temp).close();
    }

    @Test
    void directoryOfAnotherNodeIsRefused() throws IOException {
        House.open(temp).close();
        JournalOptions other = JournalOptions.builder(temp, "s1", "s1/backup").build();
        assertThatThrownBy(() -> FileJournal.open(other, List.of(), House.plenty(), (what, why) -> {}))
                .isInstanceOf(DirectoryRefusedException.class)
                .hasMessageContaining("belongs to node s1/primary");
        House.open(temp).close();
    }

    @Test
    void logWithoutIdentityIsRefused() throws IOException {
        House.open(temp).close();
        Files.delete(temp.resolve("journal/identity"));
        assertThatThrownBy(() -> House.open(temp)).isInstanceOf(DirectoryRefusedException.class);
    }

    @Test
    void closedJournalRefuses() throws IOException {
        House house = House.open(temp);
        house.close();
        house.close();
        assertThat(house.append(Entries.mail("late")).get()).isEqualTo(Journal.Refusal.CLOSED);
    }

    @Test
    void guidsOfTwoStartsDiffer() throws IOException {
        Guid first;
        try (House house = House.open(temp)) {
            first = house.journal.guids().next().at(0);
        }
        try (House house = House.open(temp)) {
            Guid second = house.journal.guids().next().at(0);
            assertThat(second).isGreaterThan(first);
        }
    }

    @Test
    void checkpointsDropOldSegmentsAndBodies() throws IOException, InterruptedException {
        try (House house = House.open(temp, options -> options.segmentOctets(200))) {
            for (int round = 0; round < 3; round++) {
                Files.writeString(house.journal.bodies().resolve("body" + round), "text");
                house.commit(JournalEntry.of(Entries.deliver(new Body.Spooled(
                        "body" + round,
                        4,
                        Sha256.over("text".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        0))));
                house.commit(Entries.mail("mail " + round));
                house.journal.checkpoint();
            }
            assertThat(house.state.syncs).hasValue(3);
            assertThat(files(temp.resolve("journal/bodies"))).containsExactly("body2");
            assertThat(files(temp.resolve("journal")))
                    .filteredOn(name -> name.endsWith(".log") || name.endsWith(".snapshot"))
                    .containsExactly(
                            "0000000000000005.snapshot",
                            "0000000000000006.log",
                            "0000000000000007.log",
                            "0000000000000007.snapshot");
        }
        try (House house = House.open(temp)) {
            assertThat(house.state.texts()).containsExactly("body0", "mail 0", "body1", "mail 1", "body2", "mail 2");
            assertThat(house.journal.health().good()).isTrue();
        }
    }

    @Test
    void checkpointIsMadeByItselfWhenTheLogHasGrown() throws IOException {
        try (House house = House.open(temp, options -> options.checkpoint(Duration.ofDays(1), 10_000))) {
            house.commit(Entries.mail("x".repeat(20_000)));
            while (house.journal.health().lastCheckpoint().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(house.state.syncs).hasPositiveValue();
        }
    }

    @Test
    void commitsGoOnWhileTheTreeIsSynced() throws IOException, InterruptedException {
        try (House house = House.open(temp)) {
            house.commit(Entries.mail("before"));
            List<Object> during = new ArrayList<>();
            house.state.syncing = (sequence, text) ->
                    during.add(house.commit(Entries.mail("during")).get());
            house.journal.checkpoint();
            house.state.syncing = (sequence, text) -> {};
            assertThat(during).containsExactly(3L);
        }
    }

    @Test
    void damagedNewestSnapshotIsReplacedByTheOneBefore() throws IOException, InterruptedException {
        try (House house = House.open(temp)) {
            for (int i = 0; i < 3; i++) {
                house.commit(Entries.mail("mail " + i));
                house.journal.checkpoint();
            }
        }
        List<String> snapshots = files(temp.resolve("journal")).stream()
                .filter(name -> name.endsWith(".snapshot"))
                .toList();
        assertThat(snapshots).hasSize(2);
        Path newest = temp.resolve("journal").resolve(snapshots.get(1));
        byte[] octets = Files.readAllBytes(newest);
        octets[octets.length / 2] ^= 1;
        Files.write(newest, octets);
        try (House house = House.open(temp)) {
            assertThat(house.state.texts()).containsExactly("mail 0", "mail 1", "mail 2");
            assertThat(house.journal.health().damages()).hasSize(1);
            assertThat(temp.resolve("quarantine").resolve(snapshots.get(1))).exists();
        }
    }

    @Test
    void stateThatIsNotThereKeepsItsSection() throws IOException {
        try (House house = House.open(temp)) {
            house.commit(Entries.mail("kept"));
        }
        House.open(temp, options -> options, House.plenty(), new RecordingState("other"))
                .close();
        try (House house = House.open(temp)) {
            assertThat(house.state.texts()).contains("kept");
        }
    }
}
