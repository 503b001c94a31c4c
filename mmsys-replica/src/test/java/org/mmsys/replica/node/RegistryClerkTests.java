package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mmsys.replica.pair.CasAnswer;
import org.mmsys.replica.pair.CasToken;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairAction;
import org.mmsys.replica.pair.PairEvent;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRecordText;
import org.mmsys.replica.pair.RecordAnswer;
import org.mmsys.replica.pair.RecordVersion;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;

/** The machine gets exactly one answer to what it asks, whatever the registry does. */
@Timeout(60)
class RegistryClerkTests {
    private static final PairRecord RECORD =
            new PairRecord(1, Half.A, InSync.ONLY_A, Optional.empty(), Optional.empty(), new CasToken(1, 2), "test");

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<PairEvent> events = new ArrayList<>();
    private final Scripted registry = new Scripted();
    private final RegistryClerk clerk = new RegistryClerk(registry, "pair/s1", tasks::add, events::add);

    /** Answers what the test says, when it says so. */
    private static final class Scripted implements Registry {
        private final List<CompletableFuture<Reading>> reads = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Change>> changes = new CopyOnWriteArrayList<>();
        private final List<Runnable> hints = new CopyOnWriteArrayList<>();
        private volatile boolean fails;

        @Override
        public CompletableFuture<Reading> read(String key) {
            if (fails) {
                throw new IllegalStateException("a bug");
            }
            reads.add(new CompletableFuture<>());
            return reads.get(reads.size() - 1);
        }

        @Override
        public CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value) {
            changes.add(new CompletableFuture<>());
            return changes.get(changes.size() - 1);
        }

        @Override
        public Watch watch(String key, Runnable hint) {
            hints.add(hint);
            return () -> hints.remove(hint);
        }

        @Override
        public void close() {
            reads.clear();
        }
    }

    @AfterEach
    void end() {
        clerk.close();
        assertThat(registry.hints).isEmpty();
    }

    /** Runs tasks of the pair's thread until so many events were told. */
    private List<PairEvent> events(int number) throws InterruptedException {
        while (events.size() < number) {
            tasks.take().run();
        }
        return events;
    }

    private static Reading found() {
        return new Reading.Found(new Versioned(4, PairRecordText.write(RECORD)));
    }

    private void awaitReads(int number) {
        Await.until("reads", () -> registry.reads.size() == number);
    }

    @Test
    void tellsWhatWasRead() throws InterruptedException {
        clerk.read(new PairAction.ReadRecord(1));
        awaitReads(1);
        registry.reads.get(0).complete(found());
        assertThat(events(1))
                .containsExactly(new PairEvent.RecordRead(1, new RecordAnswer.Found(new RecordVersion(4, RECORD))));

        clerk.read(new PairAction.ReadRecord(2));
        awaitReads(2);
        registry.reads.get(1).complete(new Reading.Absent());
        assertThat(events(2)).contains(new PairEvent.RecordRead(2, new RecordAnswer.Absent()));
    }

    @Test
    void tellsWhatBecameOfAChange() throws InterruptedException {
        PairAction.Cas cas = new PairAction.Cas(3, RECORD);
        clerk.change(cas);
        Await.until("asked", () -> registry.changes.size() == 1);
        registry.changes.get(0).complete(new Change.Applied());
        assertThat(events(1)).containsExactly(new PairEvent.CasAnswered(RECORD.token(), new CasAnswer.Applied()));

        clerk.change(cas);
        Await.until("asked", () -> registry.changes.size() == 2);
        registry.changes
                .get(1)
                .complete(new Change.Conflict(Optional.of(new Versioned(9, PairRecordText.write(RECORD)))));
        assertThat(events(2).get(1))
                .isEqualTo(new PairEvent.CasAnswered(
                        RECORD.token(), new CasAnswer.Conflict(Optional.of(new RecordVersion(9, RECORD)))));
    }

    @Test
    void givesUpAfterTwoSecondsAndIgnoresWhatComesLater() throws InterruptedException {
        clerk.read(new PairAction.ReadRecord(1));
        clerk.change(new PairAction.Cas(3, RECORD));

        assertThat(events(2))
                .containsExactlyInAnyOrder(
                        new PairEvent.RecordRead(1, new RecordAnswer.Unavailable()),
                        new PairEvent.CasAnswered(RECORD.token(), new CasAnswer.Unknown()));
        registry.reads.get(0).complete(found());
        registry.changes.get(0).complete(new Change.Applied());
        assertThat(tasks).isEmpty();
    }

    @Test
    void asksOneAfterTheOtherAndOnlyTheNewest() throws InterruptedException {
        clerk.read(new PairAction.ReadRecord(1));
        clerk.read(new PairAction.ReadRecord(2));
        clerk.read(new PairAction.ReadRecord(3));
        awaitReads(1);
        registry.reads.get(0).complete(new Reading.Absent());
        assertThat(events(1)).containsExactly(new PairEvent.RecordRead(1, new RecordAnswer.Absent()));
        awaitReads(2);
        registry.reads.get(1).complete(new Reading.Unavailable("test"));
        assertThat(events(2).get(1)).isEqualTo(new PairEvent.RecordRead(3, new RecordAnswer.Unavailable()));
    }

    @Test
    void recordsOfAnotherFormatAndBugsAreNoAnswer() throws InterruptedException {
        clerk.read(new PairAction.ReadRecord(1));
        awaitReads(1);
        registry.reads.get(0).complete(new Reading.Found(new Versioned(1, new byte[] {1, 2, 3})));
        assertThat(events(1)).containsExactly(new PairEvent.RecordRead(1, new RecordAnswer.Unavailable()));

        registry.fails = true;
        clerk.read(new PairAction.ReadRecord(2));
        assertThat(events(2).get(1)).isEqualTo(new PairEvent.RecordRead(2, new RecordAnswer.Unavailable()));
    }

    @Test
    void passesHintsOn() throws InterruptedException {
        registry.hints.get(0).run();

        assertThat(events(1)).containsExactly(new PairEvent.RecordChanged());
    }
}
