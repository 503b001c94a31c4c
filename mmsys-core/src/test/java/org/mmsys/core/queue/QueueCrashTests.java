package org.mmsys.core.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.Directory;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.FileByFileSync;
import org.mmsys.core.store.maildir.InDoubt;
import org.mmsys.core.store.maildir.MaildirMailStore;
import org.mmsys.core.store.maildir.MaildirTree;
import org.mmsys.core.store.maildir.Origins;
import org.mmsys.testkit.fs.CrashMode;
import org.mmsys.testkit.fs.FaultyFileSystem;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/**
 * Journal, store and queue together: the machine goes down at a file operation, between queueing, attempt and end. What was
 * acknowledged reaches the next server, and a failure is told exactly once.
 */
@Timeout(300)
final class QueueCrashTests {
    private static final int STEP = Integer.getInteger("mmsys.crash.step", 11);
    private static final AccountName ANN = new AccountName("ann", "here.test");
    private static final int LARGE = 70_000;

    @TempDir
    Path scratch;

    /** The other server: what it was given, by queue id. */
    private static final class World {
        final Map<String, String> received = new HashMap<>();
        final Set<String> refused = new HashSet<>();
    }

    /** A node until its disk goes down. */
    private static final class Node {
        private final CompletableFuture<Object> dead = new CompletableFuture<>();
        /** A disk may go down at a body that is read: the journal does not learn of it before it writes again. */
        private final BooleanSupplier down;

        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final FileJournal journal;
        private final MaildirMailStore store;
        private final MailQueue queue;
        private final DeliveryScheduler scheduler;

        Node(Path data, World world, BooleanSupplier down) throws IOException {
            this.down = down;
            Path bodies = data.resolve("journal").resolve("bodies");
            FileByFileSync sync = new FileByFileSync();
            Applier applier = new Applier(new MaildirTree(data), sync, bodies, 100, 1000);
            InDoubt inDoubt = new InDoubt(Instant::now);
            Origins origins = new Origins();
            QueueClock clock = new QueueClock(Instant::now, System::nanoTime);
            queue = new MailQueue(data, bodies, sync, clock);
            JournalOptions options = JournalOptions.builder(data, "s1", "s1/primary")
                    .reserveFileOctets(0)
                    .checkpoint(Duration.ofDays(1), Long.MAX_VALUE)
                    .retry(Duration.ofMillis(1), Duration.ofMillis(2))
                    .drain(Duration.ofSeconds(2))
                    .random(new SplittableRandom(System.nanoTime()))
                    .build();
            journal = FileJournal.open(
                    options,
                    List.of(applier, inDoubt, origins, queue),
                    new DiskSpace(() -> Long.MAX_VALUE, 0, Duration.ofDays(1), System::nanoTime),
                    (what, cause) -> dead.complete(what));
            store = new MaildirMailStore(journal, applier, inDoubt, origins, Instant::now, "s1/primary", timer);
            QueueHouse.FakeRouter router = new QueueHouse.FakeRouter();
            Reports reports = new Reports(
                    journal,
                    store,
                    router,
                    new BounceWriter("mx1.here.test", "here.test"),
                    Instant::now,
                    "s1/primary",
                    Runnable::run);
            scheduler = new DeliveryScheduler(new QueueParts(
                    queue,
                    clock,
                    QueueSettings.standard(),
                    journal,
                    router,
                    new NoDirectory(),
                    List.of(new Other(world)),
                    reports,
                    "s1/primary",
                    Runnable::run,
                    new SplittableRandom(1)));
        }

        /** Queues a message; whether that was acknowledged. */
        boolean queue(String text, int size, String to) throws IOException {
            BodyWriter writer = store.newBody();
            writer.prefix("Return-Path: <ann@here.test>\r\n".getBytes(US_ASCII));
            writer.write(
                    ByteBuffer.wrap(("Subject: " + text + "\r\n\r\n" + "x".repeat(size) + "\r\n").getBytes(US_ASCII)));
            CompletableFuture<Object> answer = new CompletableFuture<>();
            MailStore.Onward onward = new MailStore.Onward(
                    Optional.of(new EmailAddress("ann", "here.test")),
                    true,
                    false,
                    false,
                    Operation.DsnWish.NONE,
                    new Operation.Provenance("", ""),
                    List.of(new Operation.QueuedRecipient(QueueHouse.address(to), "", "")));
            store.deliver(
                    new MailStore.Delivery(
                            writer.finish(), List.of(), Optional.empty(), Optional.of(onward), Optional.empty()),
                    new MailStore.DeliveryListener() {
                        @Override
                        public void committed(Guid id, boolean resent) {
                            answer.complete(id);
                        }

                        @Override
                        public void refused(Journal.Refusal why) {
                            answer.completeExceptionally(new IOException(why.name()));
                        }
                    });
            try {
                CompletableFuture.anyOf(answer, dead).get(20, TimeUnit.SECONDS);
            } catch (ExecutionException refused) {
                return false;
            } catch (InterruptedException | TimeoutException stuck) {
                throw new AssertionError(stuck);
            }
            return answer.isDone() && !answer.isCompletedExceptionally();
        }

        /** Works until nothing is queued, or the disk is gone. */
        void work() {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (queue.size() > 0 && !dead.isDone() && !down.getAsBoolean()) {
                assertThat(System.nanoTime()).as("queue not empty in time").isLessThan(until);
                scheduler.step();
                LockSupport.parkNanos(100_000);
            }
        }

        List<String> reportsForAnn() throws Exception {
            List<String> found = new ArrayList<>();
            if (store.open(ANN) instanceof MailStore.Opening.Opened opened) {
                try (Maildrop maildrop = opened.maildrop()) {
                    for (var message : maildrop.messages()) {
                        ByteBuffer all = ByteBuffer.allocate((int) message.size() + 1);
                        try (var source = maildrop.read(message)) {
                            while (source.read(all) >= 0) {
                                // until the end
                            }
                        }
                        found.add(new String(all.array(), 0, all.position(), US_ASCII));
                    }
                }
            }
            return found;
        }

        void close() {
            timer.shutdownNow();
            try {
                journal.close();
            } catch (IOException down) {
                assertThat(dead.isDone() || down != null).isTrue();
            }
        }
    }

    private record Other(World world) implements Transport {
        @Override
        public boolean serves(Destination destination) {
            return true;
        }

        @Override
        public void send(Errand errand, Consumer<List<Verdict>> done) {
            String text;
            try {
                text = QueueHouse.read(errand.message());
            } catch (IOException down) {
                done.accept(List.of(new Verdict.Deferred("4.3.0", down.toString(), Optional.empty(), false)));
                return;
            }
            String id = errand.message().envelope().id().text();
            if (errand.message()
                    .envelope()
                    .recipients()
                    .get(0)
                    .address()
                    .local()
                    .equals("bad")) {
                world.refused.add(id);
                done.accept(List.of(QueueHouse.refused("5.1.1", "no " + id)));
            } else {
                String before = world.received.put(id, text);
                assertThat(before).as("another text under the same id").isIn(null, text);
                done.accept(List.of(QueueHouse.ok()));
            }
        }
    }

    private static final class NoDirectory implements Directory {
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
            throw new AssertionError(account);
        }

        @Override
        public Optional<AccountName> account(String login) {
            return Optional.empty();
        }
    }

    /** Queues, hands over, makes checkpoints; tells which texts were acknowledged. */
    private static Set<String> tell(Path data, World world, BooleanSupplier down) throws Exception {
        Set<String> acknowledged = new HashSet<>();
        Node node = new Node(data, world, down);
        try {
            queue(node, acknowledged, "a", 10, "bob@s2.test");
            queue(node, acknowledged, "b", LARGE, "bob@s2.test");
            node.journal.checkpoint();
            queue(node, acknowledged, "c", 10, "bad@s2.test");
            node.work();
            queue(node, acknowledged, "d", LARGE, "bad@s2.test");
            queue(node, acknowledged, "e", 10, "bob@out.test");
            node.journal.checkpoint();
            node.work();
            node.journal.checkpoint();
            queue(node, acknowledged, "f", LARGE, "bob@s2.test");
            node.journal.checkpoint();
            node.journal.checkpoint();
            queue(node, acknowledged, "g", 10, "bob@s2.test");
        } catch (IOException fallen) {
            assertThat(node.dead.isDone() || fallen != null).isTrue();
        } finally {
            node.close();
        }
        return acknowledged;
    }

    private static void queue(Node node, Set<String> acknowledged, String text, int size, String to)
            throws IOException {
        if (node.queue(text, size, to)) {
            acknowledged.add(text);
        } else {
            throw new IOException("down");
        }
    }

    @ParameterizedTest
    @EnumSource(CrashMode.class)
    void everythingAcknowledgedArrivesWhereverTheMachineGoesDown(CrashMode mode) throws Exception {
        long point = 2L + mode.name().length() % 7;
        boolean crashed = true;
        while (crashed) {
            Path real = Files.createDirectory(scratch.resolve("real-" + point));
            FaultyFileSystem disk = FaultyFileSystem.over(real);
            disk.crashAt(point, point % 3 / 2.0);
            World world = new World();
            Set<String> acknowledged = Set.of();
            try {
                acknowledged = tell(disk.root(), world, disk::crashed);
            } catch (IOException whileOpening) {
                assertThat(disk.crashed()).isTrue();
            }
            crashed = disk.crashed();
            Path left = Files.createDirectory(scratch.resolve("left-" + point));
            if (!crashed) {
                disk.forceAll();
            }
            disk.crashState(mode, point, left);
            checkAfter(left, world, acknowledged, mode + " at operation " + point);
            point += STEP;
        }
        assertThat(point).as("operations in the script").isGreaterThan(150);
    }

    private static void checkAfter(Path data, World world, Set<String> acknowledged, String what) throws Exception {
        Node node = new Node(data, world, () -> false);
        try {
            assertThat(node.journal.health().damages()).as(what).isEmpty();
            node.work();
            List<String> subjects = new ArrayList<>();
            for (String text : world.received.values()) {
                assertThat(text).as(what).startsWith("Subject: ").endsWith("x\r\n");
                assertThat(text.length()).as(what).isIn(14 + 10 + 2, 14 + LARGE + 2);
                subjects.add(text.substring(9, 10));
            }
            assertThat(subjects).as(what).doesNotHaveDuplicates();
            Set<String> good = new HashSet<>(acknowledged);
            good.removeAll(Set.of("c", "d"));
            assertThat(subjects).as(what).containsAll(good);
            List<String> reports = node.reportsForAnn();
            for (String refused : world.refused) {
                assertThat(reports.stream().filter(report -> report.contains("no " + refused)))
                        .as(what + ": one report for " + refused)
                        .hasSize(1);
            }
            assertThat(reports)
                    .as(what)
                    .allSatisfy(report -> assertThat(report).contains("Content-Type: message/rfc822"));
        } finally {
            node.close();
        }
        try (var files = Files.list(data)) {
            boolean any = files.anyMatch(file -> file.endsWith("queue"));
            if (any) {
                try (var bodies = Files.list(data.resolve("queue"))) {
                    assertThat(bodies).as(what).isEmpty();
                }
            }
        }
    }
}
