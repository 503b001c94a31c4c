package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Origin;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** Journal and store on a disk that may go down at any moment; every action waits until it is acknowledged. */
final class CrashHouse {
    static final AccountName ANN = new AccountName("ann", "here.test");
    static final AccountName BOB = new AccountName("bob", "here.test");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LARGE = 70_000;

    private final Path data;
    private final FileJournal journal;
    private final MaildirMailStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Object> dead = new CompletableFuture<>();
    private final Map<String, String> guids = new TreeMap<>();

    /** The disk went down before the answer. */
    private static final class Down extends Exception {
        private static final long serialVersionUID = 1;
    }

    interface Action {
        void in(CrashHouse house) throws Exception;
    }

    private CrashHouse(Path data) throws IOException {
        this.data = data;
        Applier applier = new Applier(
                new MaildirTree(data),
                new FileByFileSync(),
                data.resolve("journal").resolve("bodies"),
                2,
                1000);
        InDoubt inDoubt = new InDoubt(() -> NOW);
        Origins origins = new Origins();
        JournalOptions options = JournalOptions.builder(data, "s1", "s1/primary")
                .reserveFileOctets(0)
                .checkpoint(Duration.ofDays(1), Long.MAX_VALUE)
                .retry(Duration.ofMillis(1), Duration.ofMillis(2))
                .drain(Duration.ofSeconds(2))
                .random(new SplittableRandom(System.nanoTime()))
                .build();
        DiskSpace plenty = new DiskSpace(() -> Long.MAX_VALUE, 0, Duration.ofDays(1), System::nanoTime);
        journal = FileJournal.open(
                options, List.of(applier, inDoubt, origins), plenty, (what, cause) -> dead.complete(what));
        store = new MaildirMailStore(journal, applier, inDoubt, origins, () -> NOW, "s1/primary", timer);
    }

    static CrashHouse open(Path data) throws IOException {
        return new CrashHouse(data);
    }

    /** Whether the action was acknowledged. */
    static boolean done(Action action, CrashHouse house) throws Exception {
        try {
            action.in(house);
            return !house.dead.isDone();
        } catch (Down | IOException diskIsGone) {
            return false;
        }
    }

    FileJournal journal() {
        return journal;
    }

    Map<String, String> guids() {
        return guids;
    }

    void close() throws IOException {
        timer.shutdownNow();
        journal.close();
    }

    void abandon() {
        try {
            close();
        } catch (IOException down) {
            assertThat(down).isNotNull();
        }
    }

    void checkpoint() throws IOException, InterruptedException {
        journal.checkpoint();
    }

    void apply(Operation operation) throws Exception {
        commit(listener -> journal.append(JournalEntry.of(operation), listener));
    }

    void deliver(String text, AccountName... to) throws Exception {
        BodyWriter writer = store.newBody();
        writer.write(ByteBuffer.wrap((text + "\r\n").getBytes(US_ASCII)));
        deliver(writer.finish(), text, to);
    }

    void deliverLarge(String text, AccountName... to) throws Exception {
        BodyWriter writer = store.newBody();
        writer.write(ByteBuffer.wrap((text + "\r\n" + "x".repeat(LARGE) + "\r\n").getBytes(US_ASCII)));
        deliver(writer.finish(), text, to);
    }

    /** From the queue of another server, and as often as it takes until that server hears of it. */
    void deliverFromPeer(Guid queueId, String text, AccountName... to) throws Exception {
        BodyWriter writer = store.newBody();
        writer.write(ByteBuffer.wrap((text + "\r\n").getBytes(US_ASCII)));
        StoreFixture.Delivered delivered = new StoreFixture.Delivered();
        store.deliver(
                new MailStore.Delivery(
                        writer.finish(),
                        List.of(to),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Origin("s2", queueId))),
                delivered);
        await(delivered.id);
    }

    private void deliver(Body body, String text, AccountName... to) throws Exception {
        StoreFixture.Delivered delivered = new StoreFixture.Delivered();
        store.deliver(new MailStore.Delivery(body, List.of(to), Optional.empty()), delivered);
        Guid guid = (Guid) await(delivered.id);
        guids.put(to[0] + " " + text, guid.text());
    }

    void putForeign(AccountName account, String name, String content) throws Exception {
        Path maildir = data.resolve("mail/" + account.domain() + "/" + account.local() + "/Maildir");
        Path file = maildir.resolve("tmp").resolve(name);
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.wrap(content.getBytes(US_ASCII)));
            channel.force(true);
        }
        Files.move(file, maildir.resolve("new").resolve(name), ATOMIC_MOVE);
        open(account, "INBOX").close();
    }

    void makeFolder(AccountName account, String folder) throws Exception {
        try (Maildrop maildrop = open(account, "INBOX")) {
            change(maildrop.makeFolder(named(folder)));
        }
    }

    void renameFolder(AccountName account, String from, String to) throws Exception {
        try (Maildrop maildrop = open(account, "INBOX")) {
            change(maildrop.renameFolder(named(from), named(to)));
        }
    }

    void dropFolder(AccountName account, String folder) throws Exception {
        try (Maildrop maildrop = open(account, "INBOX")) {
            change(maildrop.dropFolder(named(folder)));
        }
    }

    void update(
            AccountName account, String folder, List<String> deleted, List<String> moved, String to, List<String> seen)
            throws Exception {
        try (Maildrop maildrop = open(account, folder)) {
            List<MessageRef> deletions = maildrop.messages().stream()
                    .filter(message -> deleted.contains(textOf(maildrop, message)))
                    .toList();
            List<Maildrop.Moved> moves = maildrop.messages().stream()
                    .filter(message -> moved.contains(textOf(maildrop, message)))
                    .map(message -> new Maildrop.Moved(message, named(to)))
                    .toList();
            List<Maildrop.Flagged> flags = maildrop.messages().stream()
                    .filter(message -> seen.contains(textOf(maildrop, message)))
                    .map(message -> new Maildrop.Flagged(message, "S", ""))
                    .toList();
            if (deletions.size() + moves.size() + flags.size() != deleted.size() + moved.size() + seen.size()) {
                throw new IOException("not all there: " + deleted + moved + seen);
            }
            commit(listener -> maildrop.update(new Maildrop.Update(deletions, moves, flags), listener));
        }
    }

    /** What users see. */
    CrashModel look() throws Exception {
        CrashModel model = new CrashModel();
        for (AccountName account : List.of(ANN, BOB)) {
            try (Maildrop maildrop = open(account, "INBOX")) {
                for (FolderInfo folder : maildrop.folders()) {
                    model.make(account, folder.name().path());
                    assertThat(maildrop.openFolder(folder.name())).isTrue();
                    assertThat(maildrop.messages()).hasSize(folder.messages());
                    for (MessageRef message : maildrop.messages()) {
                        String text = textOf(maildrop, message);
                        assertThat(model.guids()
                                        .put(
                                                account + " " + text,
                                                message.guid().text()))
                                .as("twice: %s", text)
                                .isNull();
                        model.put(
                                account,
                                folder.name().path(),
                                text,
                                message.flags().letters());
                    }
                }
            }
        }
        return model;
    }

    private static String textOf(Maildrop maildrop, MessageRef message) {
        try {
            String whole = StoreFixture.read(maildrop, message);
            String text = whole.substring(0, whole.indexOf("\r\n"));
            String rest = whole.substring(text.length() + 2);
            assertThat(rest).isIn("", "x".repeat(LARGE) + "\r\n");
            return text;
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    private Maildrop open(AccountName account, String folder) throws Exception {
        MailStore.Opening opening = store.open(account);
        if (!(opening instanceof MailStore.Opening.Opened opened)) {
            throw new IOException("not opened: " + opening);
        }
        if (!opened.maildrop().openFolder(named(folder))) {
            opened.maildrop().close();
            throw new IOException("no folder " + folder);
        }
        return opened.maildrop();
    }

    private void change(Maildrop.FolderChange change) throws Exception {
        if (!(change instanceof Maildrop.FolderChange.Allowed allowed)) {
            throw new IOException("not allowed: " + change);
        }
        commit(allowed.append());
    }

    private void commit(MailStore.Append append) throws Exception {
        CompletableFuture<Object> done = new CompletableFuture<>();
        append.to(new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                done.complete(sequence);
            }

            @Override
            public void refused(Journal.Refusal why) {
                done.completeExceptionally(new IOException(why.name()));
            }
        });
        await(done);
    }

    private Object await(CompletableFuture<?> answer) throws Exception {
        try {
            CompletableFuture.anyOf(answer, dead).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new Down();
        }
        if (!answer.isDone()) {
            throw new Down();
        }
        return answer.get();
    }

    private static FolderName named(String path) {
        return FolderName.ofPath(path).orElseThrow();
    }
}
