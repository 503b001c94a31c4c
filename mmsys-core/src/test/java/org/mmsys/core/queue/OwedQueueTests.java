package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.FileByFileSync;
import org.mmsys.wire.address.EmailAddress;

/** No body can be put into the queue's directory for a while: what is committed is owed, what is done stays done. */
@Timeout(60)
final class OwedQueueTests {
    @TempDir
    Path scratch;

    private FileJournal journal;
    private MailQueue queue;

    @BeforeEach
    void open() throws IOException {
        start(scratch);
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    @Test
    void mailThatIsDoneIsGoneThoughAnEntryBeforeIsOwed() throws Exception {
        Operation.Enqueue done = enqueue("done");
        commit(done);
        assertThat(queue.size()).isEqualTo(1);
        Operation.Enqueue owed = enqueue("owed");
        Files.createDirectories(inTheWay(scratch, owed));
        commit(owed);
        Operation.Enqueue report = enqueue("report");
        commit(new Operation.Done(Instant.now(), done.id(), List.of(0), "250 Ok"), report);

        assertThat(journal.health().owed()).isPositive();
        assertThat(queue.find(done.id()))
                .as("done, so that nobody sends it again")
                .isEmpty();
        assertThat(queue.size()).isZero();

        Path copy = scratch.resolveSibling(scratch.getFileName() + "-crashed");
        copy(scratch, copy);
        journal.close();
        start(copy);
        assertThat(queue.find(done.id())).as("after a restart").isEmpty();
        Files.delete(inTheWay(copy, owed));
        Files.delete(inTheWay(copy, owed).getParent());
        for (int i = 0; i < 2000 && journal.health().owed() > 0; i++) {
            commit(new Operation.Warned(owed.id()));
        }
        assertThat(journal.health().owed()).isZero();
        assertThat(queue.find(owed.id())).isPresent();
        assertThat(queue.find(report.id())).isPresent();
        assertThat(queue.find(done.id())).isEmpty();
        assertThat(queue.takeArrivals()).extracting(message -> message.id).doesNotContain(done.id());
    }

    /** A directory that is not empty cannot be replaced by the file of a body. */
    private static Path inTheWay(Path data, Operation.Enqueue op) {
        return data.resolve("queue").resolve(op.id().text()).resolve("x");
    }

    private void start(Path data) throws IOException {
        Path bodies = data.resolve("journal").resolve("bodies");
        queue = new MailQueue(data, bodies, new FileByFileSync(), new QueueClock(Instant::now, System::nanoTime));
        journal = FileJournal.open(
                JournalOptions.builder(data, "s1", "s1/primary")
                        .random(new SplittableRandom(3))
                        .build(),
                List.of(queue),
                DiskSpace.of(data, 0),
                (what, cause) -> {});
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private Operation.Enqueue enqueue(String subject) {
        byte[] octets = ("Subject: " + subject + "\r\n\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new Operation.Enqueue(
                Instant.now(),
                journal.guids().next().at(0),
                new Body.Inline(octets, Sha256.over(octets), 0),
                Optional.of(QueueHouse.ANN),
                true,
                false,
                false,
                Operation.DsnWish.NONE,
                new Operation.Provenance("192.0.2.1", "sid1"),
                List.of(new Operation.QueuedRecipient(new EmailAddress("bob", "s2.test"), "", "")),
                Optional.empty());
    }

    private void commit(Operation... operations) throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        journal.append(JournalEntry.of(operations), new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                answer.complete(true);
            }

            @Override
            public void refused(Journal.Refusal why) {
                answer.complete(false);
            }
        });
        assertThat(answer.get()).isTrue();
    }
}
