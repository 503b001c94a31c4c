package org.mmsys.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.maildir.FileByFileSync;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** A queue with a journal in memory, virtual time, and a world that the test makes. Everything happens when time is moved. */
final class QueueHouse {
    static final EmailAddress ANN = new EmailAddress("ann", "here.test");

    final Path data;
    final VirtualClock wall = new VirtualClock();
    long nanos;
    final QueueClock clock = new QueueClock(wall, () -> nanos);
    final MailQueue queue;
    final List<JournalEntry> entries = new ArrayList<>();
    final FakeRouter router = new FakeRouter();
    final List<String> denied = new ArrayList<>();
    final Map<Destination, FakeTransport> transports = new HashMap<>();
    final DeliveryScheduler scheduler;
    final QueueAdministration administration;
    final MemoryJournal journal;
    Executor disk = Runnable::run;
    QueueSettings settings = QueueSettings.standard();

    QueueHouse(Path data) throws IOException {
        this(data, List.of(), QueueSettings.standard());
    }

    QueueHouse(Path data, List<JournalEntry> replayed, QueueSettings settings) throws IOException {
        this(data, Optional.empty(), replayed, settings);
    }

    private QueueHouse(Path data, Optional<byte[]> snapshot, List<JournalEntry> replayed, QueueSettings settings)
            throws IOException {
        this.data = data;
        this.settings = settings;
        Path bodies = Files.createDirectories(data.resolve("journal").resolve("bodies"));
        queue = new MailQueue(data, bodies, new FileByFileSync(), clock);
        if (snapshot.isPresent()) {
            queue.read(new DataInputStream(new ByteArrayInputStream(snapshot.get())));
        }
        for (JournalEntry entry : replayed) {
            entries.add(entry);
            queue.apply(entries.size(), entry);
        }
        queue.recovered();
        journal = new MemoryJournal(bodies);
        Reports reports = new Reports(
                journal,
                new NoStore(),
                router,
                new BounceWriter("mx1.here.test", "here.test"),
                wall,
                "s1/primary",
                task -> disk.execute(task));
        scheduler = new DeliveryScheduler(new QueueParts(
                queue,
                clock,
                settings,
                journal,
                router,
                new FakeDirectory(),
                List.of(new Switch()),
                reports,
                "s1/primary",
                task -> disk.execute(task),
                new SplittableRandom(7)));
        administration = new QueueAdministration(queue, scheduler, journal, clock);
    }

    /** The same directory after a crash of the process: everything comes again. */
    QueueHouse crash() throws IOException {
        QueueHouse next = new QueueHouse(data, entries, settings);
        next.router.routes.putAll(router.routes);
        next.transports.putAll(transports);
        return next;
    }

    /** The same directory, from a checkpoint and the entries since. */
    QueueHouse restart(int entriesSinceCheckpoint) throws IOException {
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        queue.write(new DataOutputStream(snapshot));
        List<JournalEntry> again = entries.subList(entries.size() - entriesSinceCheckpoint, entries.size());
        QueueHouse next = new QueueHouse(data, Optional.of(snapshot.toByteArray()), again, settings);
        next.router.routes.putAll(router.routes);
        next.transports.putAll(transports);
        return next;
    }

    // ---- time

    /** Does everything that is due now. */
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            if (scheduler.step() > 0) {
                return;
            }
        }
        throw new AssertionError("the scheduler does not come to rest");
    }

    /** Moves time on, doing what is due when it is due. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        settle();
        while (nanos < until) {
            long wait = Math.max(1, scheduler.step()) * 1_000_000L;
            long step = Math.min(wait, until - nanos);
            nanos += step;
            wall.advance(Duration.ofNanos(step));
            settle();
        }
    }

    // ---- mail

    Operation.Enqueue enqueue(String... to) {
        return enqueue(Optional.of(ANN), "Subject: x\r\nMessage-ID: <1@here.test>\r\n\r\ntext\r\n", "", to);
    }

    Operation.Enqueue enqueue(Optional<EmailAddress> sender, String content, String notify, String... to) {
        byte[] octets = ("Return-Path: <x>\r\n" + content).getBytes(UTF_8);
        return enqueue(sender, new Body.Inline(octets, Sha256.over(octets), 18), notify, to);
    }

    Operation.Enqueue enqueue(Optional<EmailAddress> sender, Body body, String notify, String... to) {
        List<Operation.QueuedRecipient> recipients = Stream.of(to)
                .map(text -> new Operation.QueuedRecipient(address(text), notify, ""))
                .toList();
        Operation.Enqueue op = new Operation.Enqueue(
                wall.instant(),
                journal.guids().next().at(0),
                body,
                sender,
                true,
                false,
                false,
                Operation.DsnWish.NONE,
                new Operation.Provenance("192.0.2.1", "sid1"),
                recipients,
                Optional.empty());
        commit(op);
        return op;
    }

    static EmailAddress address(String text) {
        int at = text.indexOf('@');
        return new EmailAddress(text.substring(0, at), text.substring(at + 1));
    }

    void commit(Operation... operations) {
        journal.append(JournalEntry.of(operations), new Journal.CommitListener() {
            @Override
            public void committed(long sequence) {
                assertThat(sequence).isPositive();
            }

            @Override
            public void refused(Journal.Refusal why) {
                throw new AssertionError(why);
            }
        });
    }

    /** Operations of a kind in the journal. */
    <T extends Operation> List<T> ops(Class<T> kind) {
        return entries.stream()
                .flatMap(entry -> entry.operations().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Reports that were delivered here, as text. */
    List<String> reports() {
        return ops(Operation.Deliver.class).stream()
                .map(deliver -> text(deliver.body()))
                .filter(text -> text.contains("multipart/report"))
                .toList();
    }

    String text(Body body) {
        if (body instanceof Body.Inline inline) {
            return new String(inline.octets(), UTF_8);
        }
        try {
            return Files.readString(journal.bodies().resolve(((Body.Spooled) body).fileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(QueuedMessage message) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (BodySource source = message.open()) {
            ByteBuffer chunk = ByteBuffer.allocate(1000);
            while (source.read(chunk) >= 0) {
                all.write(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
        }
        return all.toString(UTF_8);
    }

    FakeTransport server(String name) {
        return transports.computeIfAbsent(new Destination.Server(name), to -> new FakeTransport(this));
    }

    FakeTransport domain(String name) {
        return transports.computeIfAbsent(new Destination.Domain(name), to -> new FakeTransport(this));
    }

    // ---- the world

    /** A destination that does what the test says. */
    static final class FakeTransport {
        private final QueueHouse house;
        /** What is answered; nothing when it is silent. */
        Consumer<Attempt> behaviour = attempt -> attempt.all(ok());

        final List<Attempt> attempts = new ArrayList<>();
        int running;
        int most;

        FakeTransport(QueueHouse house) {
            this.house = house;
        }

        void send(Transport.Errand errand, Consumer<List<Verdict>> done) {
            Attempt attempt = new Attempt(this, errand, done, house.nanos);
            attempts.add(attempt);
            most = Math.max(most, ++running);
            behaviour.accept(attempt);
        }

        List<String> ids() {
            return attempts.stream()
                    .map(attempt -> attempt.errand.message().envelope().id().text())
                    .toList();
        }

        void down() {
            behaviour =
                    attempt -> attempt.all(new Verdict.Deferred("4.4.1", "connection refused", Optional.empty(), true));
        }

        void silent() {
            behaviour = attempt -> {};
        }

        void up() {
            behaviour = attempt -> attempt.all(ok());
        }
    }

    static Verdict ok() {
        return new Verdict.Delivered("mx.there.test", "250 2.0.0 Ok", true);
    }

    static Verdict refused(String status, String text) {
        return new Verdict.Refused(status, text, Optional.of("mx.there.test"));
    }

    static final class Attempt {
        final Transport.Errand errand;
        final long nanos;
        private final FakeTransport transport;
        private final Consumer<List<Verdict>> done;

        Attempt(FakeTransport transport, Transport.Errand errand, Consumer<List<Verdict>> done, long nanos) {
            this.transport = transport;
            this.errand = errand;
            this.done = done;
            this.nanos = nanos;
        }

        void all(Verdict verdict) {
            answer(errand.recipients().stream().map(each -> verdict).toList());
        }

        void answer(List<Verdict> verdicts) {
            transport.running--;
            done.accept(verdicts);
        }
    }

    private final class Switch implements Transport {
        @Override
        public boolean serves(Destination destination) {
            return transports.containsKey(destination);
        }

        @Override
        public void send(Errand errand, Consumer<List<Verdict>> done) {
            Objects.requireNonNull(transports.get(errand.destination())).send(errand, done);
        }
    }

    /** Domains {@code s2.test} … lead to servers; what is in the map is said; other domains are outside. */
    static final class FakeRouter implements Router {
        final Map<String, Route> routes = new HashMap<>();
        final Map<String, Route> resolved = new HashMap<>();
        int asked;

        @Override
        public Route route(EmailAddress address) {
            Route said = routes.get(address.toString());
            if (said != null) {
                return said;
            }
            if (address.domain().equals("here.test")) {
                return new Route.Local(new AccountName(address.local(), "here.test"));
            }
            if (address.domain().equals("s2.test") || address.domain().equals("s3.test")) {
                return new Route.Peer(address.domain().substring(0, 2), new AccountName(address.local(), "here.test"));
            }
            return new Route.External(address.domain());
        }

        @Override
        public void resolve(EmailAddress address, Consumer<Route> answer) {
            asked++;
            Route known = resolved.get(address.toString());
            answer.accept(known == null ? route(address) : known);
        }

        @Override
        public boolean ownDomain(String domain) {
            return domain.equals("here.test");
        }
    }

    private final class FakeDirectory implements Directory {
        @Override
        public Home find(AccountName account) {
            return new Home.Unsure();
        }

        @Override
        public void resolve(AccountName account, Consumer<Home> answer) {
            answer.accept(new Home.Unsure());
        }

        @Override
        public void denied(AccountName account, String server) {
            denied.add(account + " " + server);
        }

        @Override
        public Optional<AccountName> account(String login) {
            return Optional.empty();
        }
    }

    /** Commits and applies at once, unless it is full. */
    final class MemoryJournal implements Journal {
        private final Path bodies;
        private final Guids guids = new Guids(1, 1, 0, 77 + entries.size());
        boolean full;
        boolean busy;

        MemoryJournal(Path bodies) {
            this.bodies = bodies;
        }

        @Override
        public void append(JournalEntry entry, CommitListener listener) {
            boolean grows = entry.operations().stream()
                    .anyMatch(op -> op instanceof Operation.Deliver || op instanceof Operation.Enqueue);
            if (busy || full && grows) {
                listener.refused(busy ? Refusal.TOO_BUSY : Refusal.NO_SPACE);
                return;
            }
            entries.add(entry);
            try {
                queue.apply(entries.size(), entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            listener.committed(entries.size());
        }

        @Override
        public boolean shortOfSpace() {
            return full;
        }

        @Override
        public Path bodies() {
            return bodies;
        }

        @Override
        public Guids guids() {
            return guids;
        }
    }

    /** Takes bodies, and nothing else. */
    private static final class NoStore implements MailStore {
        @Override
        public BodyWriter newBody() {
            return new MemoryBody();
        }

        @Override
        public boolean shortOfSpace() {
            return false;
        }

        @Override
        public void deliver(Delivery delivery, DeliveryListener listener) {
            throw new AssertionError();
        }

        @Override
        public Optional<Opening> tryOpen(AccountName account) {
            throw new AssertionError();
        }

        @Override
        public Opening open(AccountName account) {
            throw new AssertionError("no maildrop " + Maildrop.class);
        }

        @Override
        public void confirm(Sha256 submission) {
            throw new AssertionError();
        }
    }

    static final class MemoryBody implements BodyWriter {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private int prefix;

        @Override
        public boolean mayBlock(int octets) {
            return false;
        }

        @Override
        public void prefix(byte[] octets) {
            prefix = octets.length;
            all.writeBytes(octets);
        }

        @Override
        public void write(ByteBuffer octets) {
            byte[] some = new byte[octets.remaining()];
            octets.get(some);
            all.writeBytes(some);
        }

        @Override
        public long size() {
            return all.size();
        }

        @Override
        public Body finish() {
            byte[] octets = all.toByteArray();
            return new Body.Inline(octets, Sha256.over(octets), prefix);
        }

        @Override
        public void abandon() {
            all.reset();
        }
    }

    MailStore store() {
        return new NoStore();
    }

    /** The bodies on the disk. */
    List<String> files() throws IOException {
        Path directory = data.resolve("queue");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    static Guid id(Operation.Enqueue op) {
        return op.id();
    }
}
