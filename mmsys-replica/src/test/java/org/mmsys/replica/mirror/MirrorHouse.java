package org.mmsys.replica.mirror;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.LogMark;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.InDoubt;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.MaildirTree;
import org.mmsys.core.store.maildir.Origins;
import org.mmsys.core.store.maildir.WholeTreeSync;
import org.mmsys.wire.address.AccountName;

/** One half: a store whose log is a list in memory, entries of which another half may follow. */
final class MirrorHouse implements Journal, StateSource, StateTarget, AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    final Path data;
    final Applier applier;
    final MaildirMailStore store;
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final InDoubt inDoubt = new InDoubt(() -> NOW);
    private final Origins origins = new Origins();
    private final List<AppliedState> states;
    private final Guids guids;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final Path bodies;
    private long base;
    volatile boolean failsToReplace;
    /** Applies everything at once that is applied here. */
    volatile Optional<MirrorHouse> follower = Optional.empty();

    MirrorHouse(Path data, int epoch) throws IOException {
        this.data = data;
        this.bodies = Files.createDirectories(data.resolve("journal").resolve("bodies"));
        this.applier = new Applier(new MaildirTree(data), WholeTreeSync.best(data), bodies, 10_000, 10_000_000);
        this.states = List.of(applier, inDoubt, origins);
        this.guids = new Guids(1, epoch, 0, 77);
        for (AppliedState state : states) {
            state.recovered();
        }
        this.store = new MaildirMailStore(this, applier, inDoubt, origins, () -> NOW, "s1/primary", timer);
    }

    static AccountName account(String local) {
        return new AccountName(local, "here.test");
    }

    @Override
    public synchronized void append(JournalEntry entry, CommitListener listener) {
        try {
            apply(entry);
            if (follower.isPresent()) {
                follower.get().follow(this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.committed(base + entries.size());
    }

    private void apply(JournalEntry entry) throws IOException {
        entries.add(entry);
        for (AppliedState state : states) {
            state.apply(base + entries.size(), entry);
        }
    }

    /** What is before this is in the tree already. */
    synchronized void startBehind(long sequence) {
        entries.clear();
        base = sequence;
    }

    synchronized long sequence() {
        return base + entries.size();
    }

    private synchronized List<JournalEntry> after(long sequence) {
        return List.copyOf(entries.subList((int) (sequence - base), entries.size()));
    }

    /** Applies what the other half has and this one has not. */
    void follow(MirrorHouse leader) throws IOException {
        for (JournalEntry entry : leader.after(sequence())) {
            for (Operation operation : entry.operations()) {
                if (operation instanceof Operation.Deliver deliver && deliver.body() instanceof Body.Spooled body) {
                    Path copy = bodies.resolve(body.fileName());
                    if (!Files.exists(copy)) {
                        Files.copy(leader.bodies.resolve(body.fileName()), copy);
                    }
                }
            }
            synchronized (this) {
                apply(entry);
            }
        }
    }

    @Override
    public boolean shortOfSpace() {
        return false;
    }

    @Override
    public Path bodies() {
        return bodies;
    }

    @Override
    public Guids guids() {
        return guids;
    }

    @Override
    public synchronized StateImage take() throws IOException {
        Map<String, byte[]> sections = new TreeMap<>();
        for (AppliedState state : states) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            state.write(new DataOutputStream(octets));
            sections.put(state.name(), octets.toByteArray());
        }
        return StateImage.of(new LogMark(sequence(), new byte[16]), 1, sections);
    }

    @Override
    public synchronized void replace(StateImage image) throws IOException {
        if (failsToReplace) {
            throw new IOException("as the test wants");
        }
        for (AppliedState state : states) {
            byte[] section = image.sections().get(state.name());
            state.read(new DataInputStream(new ByteArrayInputStream(section)));
        }
        entries.clear();
        base = image.mark().sequence();
    }

    // ---- mail

    static byte[] mail(String text) {
        return ("Subject: " + text + "\r\n\r\n" + text + "\r\n").getBytes(US_ASCII);
    }

    Guid deliver(byte[] octets, AccountName... to) throws IOException {
        BodyWriter writer = store.newBody();
        writer.write(ByteBuffer.wrap(octets));
        Body body = writer.finish();
        CompletableFuture<Guid> done = new CompletableFuture<>();
        store.deliver(new MailStore.Delivery(body, List.of(to), Optional.empty()), new MailStore.DeliveryListener() {
            @Override
            public void committed(Guid id, boolean resent) {
                done.complete(id);
            }

            @Override
            public void refused(Refusal why) {
                done.completeExceptionally(new IllegalStateException(why.name()));
            }
        });
        return done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    void append(Operation operation) {
        append(JournalEntry.of(operation), new CommitListener() {
            @Override
            public void committed(long sequence) {}

            @Override
            public void refused(Refusal why) {
                throw new IllegalStateException(why.name());
            }
        });
    }

    Maildrop maildrop(AccountName account) throws InterruptedException {
        return ((MailStore.Opening.Opened) store.open(account)).maildrop();
    }

    List<Guid> inbox(AccountName account) throws InterruptedException {
        try (Maildrop maildrop = maildrop(account)) {
            return maildrop.messages().stream().map(message -> message.guid()).toList();
        }
    }

    // ---- files

    Path maildir(AccountName account) {
        return data.resolve("mail")
                .resolve(account.domain())
                .resolve(account.local())
                .resolve("Maildir");
    }

    /** All files below mail and queue with a digest of what they hold, except for states. */
    Map<String, String> tree() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String place : List.of("mail", "queue")) {
            if (Files.exists(data.resolve(place))) {
                try (Stream<Path> all = Files.walk(data.resolve(place))) {
                    for (Path file : (Iterable<Path>) all::iterator) {
                        if (!String.valueOf(file.getFileName()).equals(".state")) {
                            files.put(
                                    data.relativize(file).toString(),
                                    Files.isRegularFile(file)
                                            ? Sha256.over(Files.readAllBytes(file))
                                                    .toString()
                                            : "directory");
                        }
                    }
                }
            }
        }
        return files;
    }

    List<Path> files(AccountName account) throws IOException {
        try (Stream<Path> all = Files.walk(maildir(account))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("maildirfolder"))
                    .sorted()
                    .toList();
        }
    }

    static void assertEqual(MirrorHouse one, MirrorHouse other) throws IOException {
        assertThat(other.tree()).isEqualTo(one.tree());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
