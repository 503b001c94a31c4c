package org.mmsys.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.testkit.fs.FileOperation.Kind;

/** The seam to the other half of a pair, with one that is slow, refuses, or has become primary. */
class JournalFollowerTests {
    @TempDir
    Path temp;

    private FaultyFileSystem disk;
    private final Fake fake = new Fake();

    @BeforeEach
    void makeDisk() throws IOException {
        disk = FaultyFileSystem.over(Files.createDirectory(temp.resolve("disk")));
    }

    /** Does as it is told. */
    private static final class Fake implements Follower {
        final List<String> calls = new ArrayList<>();
        volatile boolean takesGrowth = true;
        volatile boolean retracts = true;
        volatile CompletableFuture<Verdict> verdict = CompletableFuture.completedFuture(Verdict.COMMITTED);
        volatile CompletableFuture<Batch> waiting = new CompletableFuture<>();

        @Override
        public boolean takesGrowth() {
            return takesGrowth;
        }

        @Override
        public synchronized void ship(Batch batch) {
            calls.add("ship " + batch.first() + "-" + batch.last());
        }

        @Override
        public Verdict awaitDurable(Batch batch) throws InterruptedException {
            waiting.complete(batch);
            try {
                return verdict.get();
            } catch (java.util.concurrent.ExecutionException never) {
                throw new AssertionError(never);
            }
        }

        @Override
        public synchronized boolean retract(Batch batch) {
            calls.add("retract " + batch.first() + "-" + batch.last());
            return retracts;
        }
    }

    private House open() throws IOException {
        return House.open(
                disk.root(),
                options -> options.drain(Duration.ofMillis(300)),
                fake,
                House.plenty(),
                new RecordingState("recorder"));
    }

    private List<String> afterPowerLoss() throws IOException {
        Path after = temp.resolve("after");
        disk.crashState(CrashMode.POWER_LOSS, 0, after);
        try (House house = House.open(FaultyFileSystem.over(after).root())) {
            return house.state.texts();
        }
    }

    @Test
    void nothingIsAcknowledgedOrAppliedBeforeTheFollowerHasIt() throws IOException {
        try (House house = open()) {
            fake.verdict = new CompletableFuture<>();
            fake.waiting = new CompletableFuture<>();
            House.Answer answer = house.append(Entries.mail("one"));
            House.get(fake.waiting);
            assertThat(answer.came).isNotDone();
            assertThat(house.state.texts()).isEmpty();
            assertThat(house.journal.health().sequence()).isEqualTo(1);
            fake.verdict.complete(Follower.Verdict.COMMITTED);
            assertThat(answer.get()).isEqualTo(2L);
            assertThat(fake.calls).containsExactly("ship 1-1", "ship 2-2");
        }
    }

    @Test
    void batchesAreShippedBeforeTheyAreWritten() throws IOException {
        try (House house = open()) {
            List<String> order = new ArrayList<>();
            disk.observe(operation -> {
                if (operation.is(Kind.WRITE, ".log")) {
                    order.addAll(fake.calls);
                }
            });
            house.commit(Entries.mail("one"));
            assertThat(order).containsExactly("ship 1-1", "ship 2-2");
        }
    }

    @Test
    void aFollowerWithoutRoomRefusesMailOnly() throws IOException {
        try (House house = open()) {
            fake.verdict = CompletableFuture.completedFuture(Follower.Verdict.REFUSED);
            disk.observe(operation -> {
                if (operation.is(Kind.TRUNCATE, ".log")) {
                    fake.verdict = CompletableFuture.completedFuture(Follower.Verdict.COMMITTED);
                }
            });
            List<House.Answer> answers = house.commitAll(List.of(Entries.mail("one")));
            assertThat(answers.get(0).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(house.commit(Entries.drop("gone")).get()).isEqualTo(2L);
            fake.takesGrowth = false;
            assertThat(house.commit(Entries.mail("two")).get()).isEqualTo(Refusal.NO_SPACE);
            fake.takesGrowth = true;
            assertThat(house.commit(Entries.mail("three")).get()).isEqualTo(3L);
        }
        assertThat(afterPowerLoss()).containsExactly("gone", "three");
    }

    @Test
    void aDeposedNodeAnswersNothing() throws IOException {
        House house = open();
        fake.verdict = CompletableFuture.completedFuture(Follower.Verdict.DEPOSED);
        House.Answer answer = house.append(Entries.mail("one"));
        while (house.append(Entries.mail("later")).came.getNow("") != Refusal.CLOSED) {
            Thread.onSpinWait();
        }
        house.close();
        assertThat(answer.came).isNotDone();
        assertThat(house.state.texts()).isEmpty();
        assertThat(house.fatal).isNotDone();
        House.open(disk.root()).close(); // the lock was given up
    }

    @Test
    void closingDoesNotWaitForALostFollowerForEver() throws IOException {
        House house = open();
        fake.verdict = new CompletableFuture<>();
        fake.waiting = new CompletableFuture<>();
        House.Answer inHand = house.append(Entries.mail("one"));
        House.get(fake.waiting);
        House.Answer behind = house.append(Entries.mail("two"));
        house.close();
        assertThat(inHand.came).isNotDone();
        assertThat(behind.get()).isEqualTo(Refusal.CLOSED);
    }

    @Test
    void whatWasShippedIsTakenBackWhenTheDiskIsFull() throws IOException {
        try (House house = open()) {
            disk.failOnce(op -> op.is(Kind.WRITE, ".log"), FaultyFileSystem::noSpace);
            assertThat(house.commit(Entries.mail("one")).get()).isEqualTo(Refusal.NO_SPACE);
            assertThat(fake.calls).containsExactly("ship 1-1", "ship 2-2", "retract 2-2");
        }
    }

    @Test
    void whatCannotBeTakenBackIsWritten() throws IOException {
        try (House house = open()) {
            fake.retracts = false;
            disk.failOnce(op -> op.is(Kind.WRITE, ".log"), FaultyFileSystem::noSpace);
            assertThat(house.commit(Entries.mail("one")).get()).isEqualTo(2L);
        }
        assertThat(afterPowerLoss()).containsExactly("one");
    }
}
