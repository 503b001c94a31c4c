package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.maildir.Fsck;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.server.json.JsonObject;
import org.mmsys.wire.address.AccountName;

/** What an administrator sees who has all mail read. */
final class FsckPagesTests {
    private static final AccountName ANN = new AccountName("ann", "here.test");

    @TempDir
    Path data;

    private FileJournal journal;
    private FsckPages pages;
    private MaildirMailStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void open() throws IOException {
        JournalStates states = new JournalStates(data, InstantSource.system());
        journal = FileJournal.open(
                JournalOptions.builder(data, "s1", "s1/primary")
                        .reserveFileOctets(0)
                        .build(),
                states.all(),
                new DiskSpace(() -> Long.MAX_VALUE, 0, Duration.ofDays(1), System::nanoTime),
                (what, cause) -> {});
        store = new MaildirMailStore(
                journal,
                states.mail(),
                states.inDoubt(),
                states.origins(),
                InstantSource.system(),
                "s1/primary",
                timer);
        pages = new FsckPages(new Fsck(store), Optional::empty);
    }

    @AfterEach
    void close() throws IOException {
        timer.shutdownNow();
        journal.close();
    }

    private void deliver(String text) throws IOException {
        BodyWriter writer = store.newBody();
        writer.write(ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        CompletableFuture<Object> done = new CompletableFuture<>();
        store.deliver(
                new MailStore.Delivery(writer.finish(), List.of(ANN), Optional.empty()),
                new MailStore.DeliveryListener() {
                    @Override
                    public void committed(Guid id, boolean resent) {
                        done.complete(id);
                    }

                    @Override
                    public void refused(Refusal why) {
                        done.completeExceptionally(new IllegalStateException(why.name()));
                    }
                });
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private JsonObject say(String path, String arguments) throws Exception {
        AdminVerb verb = pages.all().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow();
        return JsonObject.read(
                verb.action().carryOut(JsonObject.read(arguments)).text());
    }

    private JsonObject result(String kind) throws Exception {
        say("/fsck/start", "{\"kind\":\"" + kind + "\"}");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        JsonObject answer = say("/fsck/show", "{}");
        while (!answer.flag("over")) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            Thread.onSpinWait();
            answer = say("/fsck/show", "{}");
        }
        return answer;
    }

    private Path file() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("mail/here.test/ann/Maildir/new"))) {
            return all.findFirst().orElseThrow();
        }
    }

    @Test
    void tellsWhatIsDamaged() throws Exception {
        deliver("one");
        deliver("two");
        assertThat(result("check").flag("good")).isTrue();

        Path file = file();
        Files.delete(file);
        Files.writeString(file, "other\r\n");
        JsonObject answer = result("repair");

        assertThat(answer.flag("good")).isFalse();
        assertThat(answer.number("messages")).hasValue(2L);
        assertThat(answer.number("damaged")).hasValue(1L);
        assertThat(answer.number("repaired")).hasValue(0L);
        assertThat(answer.list("told")).hasSize(1);
    }

    @Test
    void removalsAreTakenForDeletedWhenTheAdministratorSaysSo() throws Exception {
        deliver("one");
        deliver("two");
        Files.delete(file());

        assertThat(say("/fsck/accept-removals", "{\"account\":\"ann@here.test\"}")
                        .number("removed"))
                .hasValue(1L);
        assertThat(result("check").flag("good")).isTrue();
        assertThatThrownBy(() -> say("/fsck/accept-removals", "{\"account\":\"../x\"}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void nodeAloneHasNothingToCompareWith() throws Exception {
        assertThat(say("/fsck/start", "{\"kind\":\"compare\"}").text("error")).isPresent();
        assertThatThrownBy(() -> say("/fsck/start", "{\"kind\":\"x\"}")).isInstanceOf(IOException.class);
    }
}
