package org.mmsys.core.store.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** A store on a directory, with a journal in memory; opened again it has forgotten everything but the files. */
final class StoreFixture implements AutoCloseable {
    static final AccountName ANN = new AccountName("ann", "here.test");
    static final AccountName BOB = new AccountName("bob", "here.test");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final Path data;
    final Applier applier;
    final InDoubt inDoubt;
    final Origins origins = new Origins();
    final FakeJournal journal;
    final MaildirMailStore store;
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Instant now = NOW;

    private StoreFixture(Path data, List<JournalEntry> replayed, int epoch) throws IOException {
        this.data = data;
        InstantSource clock = () -> now;
        MaildirTree tree = new MaildirTree(data);
        applier =
                new Applier(tree, new FileByFileSync(), data.resolve("journal").resolve("bodies"), 1000, 1_000_000);
        inDoubt = new InDoubt(clock);
        List<AppliedState> states = List.of(applier, inDoubt, origins);
        journal = new FakeJournal(data, states, epoch);
        FakeJournal.replay(replayed, states);
        for (AppliedState state : states) {
            state.recovered();
        }
        journal.entries.addAll(replayed);
        store = new MaildirMailStore(journal, applier, inDoubt, origins, clock, "s1/primary", timer);
    }

    static StoreFixture open(Path data) throws IOException {
        return new StoreFixture(data, List.of(), 1);
    }

    /** The same directory after a crash: everything in the journal comes again. */
    StoreFixture crash() throws IOException {
        close();
        return new StoreFixture(data, journal.entries, 2);
    }

    /** The same directory after an orderly end. */
    StoreFixture restart() throws IOException {
        applier.sync();
        close();
        StoreFixture next = new StoreFixture(data, List.of(), 2);
        next.journal.entries.addAll(journal.entries);
        return next;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    // ---- mail

    static String mail(String text) {
        return "Subject: " + text + "\r\n\r\n" + text + "\r\n";
    }

    static Body body(String text) {
        byte[] octets = text.getBytes(US_ASCII);
        return new Body.Inline(octets, Sha256.over(octets), 0);
    }

    Body write(byte[] octets) throws IOException {
        BodyWriter writer = store.newBody();
        for (int from = 0; from < octets.length; from += 5000) {
            writer.write(ByteBuffer.wrap(octets, from, Math.min(5000, octets.length - from)));
        }
        return writer.finish();
    }

    Guid deliver(String text, AccountName... to) {
        return deliver(body(text), Optional.empty(), to).get();
    }

    Delivered deliver(Body body, Optional<Sha256> submission, AccountName... to) {
        Delivered delivered = new Delivered();
        store.deliver(new MailStore.Delivery(body, List.of(to), submission), delivered);
        return delivered;
    }

    /** Hears what became of a delivery. */
    static final class Delivered implements MailStore.DeliveryListener {
        final CompletableFuture<Guid> id = new CompletableFuture<>();
        volatile boolean resent;

        @Override
        public void committed(Guid guid, boolean again) {
            resent = again;
            assertThat(id.complete(guid)).isTrue();
        }

        @Override
        public void refused(Journal.Refusal why) {
            assertThat(id.completeExceptionally(new IllegalStateException(why.name())))
                    .isTrue();
        }

        Guid get() {
            return id.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    // ---- maildrops

    Maildrop maildrop(AccountName account) throws InterruptedException {
        return ((MailStore.Opening.Opened) store.open(account)).maildrop();
    }

    /** Guid and text of everything in the inbox. */
    Map<Guid, String> inbox(AccountName account) throws IOException, InterruptedException {
        return folder(account, FolderName.INBOX);
    }

    Map<Guid, String> folder(AccountName account, FolderName folder) throws IOException, InterruptedException {
        try (Maildrop maildrop = maildrop(account)) {
            assertThat(maildrop.openFolder(folder)).isTrue();
            Map<Guid, String> texts = new TreeMap<>();
            for (MessageRef message : maildrop.messages()) {
                String text = read(maildrop, message);
                assertThat(message.size()).isEqualTo(text.length());
                texts.put(message.guid(), text);
            }
            assertThat(texts).hasSameSizeAs(maildrop.messages());
            return texts;
        }
    }

    static String read(Maildrop maildrop, MessageRef message) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (BodySource source = maildrop.read(message)) {
            ByteBuffer chunk = ByteBuffer.allocate(1000);
            while (source.read(chunk) >= 0) {
                all.write(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
        }
        return all.toString(US_ASCII);
    }

    /** Makes the changes and waits. */
    void update(Maildrop maildrop, Maildrop.Update changes) {
        commit(listener -> maildrop.update(changes, listener));
    }

    void change(Maildrop.FolderChange change) {
        assertThat(change).isInstanceOf(Maildrop.FolderChange.Allowed.class);
        commit(((Maildrop.FolderChange.Allowed) change).append());
    }

    private static void commit(MailStore.Append append) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        append.to(new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                done.complete(sequence);
            }

            @Override
            public void refused(Journal.Refusal why) {
                done.completeExceptionally(new IllegalStateException(why.name()));
            }
        });
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static FolderName named(String path) {
        return FolderName.ofPath(path).orElseThrow();
    }

    // ---- files

    Path maildir(AccountName account) {
        return data.resolve("mail")
                .resolve(account.domain())
                .resolve(account.local())
                .resolve("Maildir");
    }

    /** Names of all message files below a Maildir, with their directories. */
    List<String> files(AccountName account) throws IOException {
        try (Stream<Path> all = Files.walk(maildir(account))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> maildir(account).relativize(file).toString())
                    .filter(name -> !name.endsWith("maildirfolder"))
                    .sorted()
                    .toList();
        }
    }

    Path onlyFile(AccountName account) throws IOException {
        List<String> files = new ArrayList<>(files(account));
        assertThat(files).hasSize(1);
        return maildir(account).resolve(files.get(0));
    }

    Path put(AccountName account, String place, String content) throws IOException {
        Path file = maildir(account).resolve(place);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content, US_ASCII);
    }
}
