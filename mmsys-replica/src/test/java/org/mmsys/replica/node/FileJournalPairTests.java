package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.DiskSpace;
import org.mmsys.core.journal.FileJournal;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.JournalOptions;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.net.ClusterFiles;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairOptions;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.pair.PairTiming;
import org.mmsys.replica.registry.LocalRegistry;
import org.mmsys.testkit.FreePorts;
import org.mmsys.wire.address.AccountName;

/** Two nodes with journals in files. */
@Timeout(120)
class FileJournalPairTests {
    private static final AccountName ANN = new AccountName("ann", "here.test");

    private LocalRegistry registry;
    private Node a;
    private Node b;

    /** A half with all that a server would give it. */
    private final class Node {
        private final Half half;
        private final Path data;
        private final NodeIdentity identity;
        private final InetSocketAddress address;
        private TextState state = new TextState();
        private TestOffice office = new TestOffice();
        private Optional<PairNode> node = Optional.empty();
        private Optional<FileJournal> journal = Optional.empty();

        Node(Half half, NodeIdentity identity, Path data) throws IOException {
            this.half = half;
            this.identity = identity;
            this.data = Files.createDirectories(data);
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
        }

        void start() throws IOException, GeneralSecurityException {
            state = new TextState();
            office = new TestOffice();
            PairNode made = new PairNode(new PairParts(
                    new PairOptions(half, half == Half.A, false, PairTiming.defaults()),
                    identity,
                    address,
                    () -> (half == Half.A ? b : a).address,
                    data.resolve("promise"),
                    registry,
                    "pair/s1",
                    office,
                    Optional.empty(),
                    order -> {},
                    new Metrics()));
            DiskSpace plenty = new DiskSpace(() -> Long.MAX_VALUE, 0, Duration.ofDays(1), System::nanoTime);
            FileJournal opened = FileJournal.openPaired(
                    JournalOptions.builder(data, "s1", identity.name().toString())
                            .reserveFileOctets(0)
                            .build(),
                    List.of(state),
                    plenty,
                    (what, cause) -> made.diskFailed(what));
            made.start(opened.pairLog(), opened.bodies());
            opened.start(made.follower());
            node = Optional.of(made);
            journal = Optional.of(opened);
        }

        void kill() throws IOException {
            node.ifPresent(PairNode::close);
            node = Optional.empty();
            if (journal.isPresent()) {
                journal.get().close();
            }
            journal = Optional.empty();
        }

        PairRole role() {
            return node.orElseThrow().status().role();
        }

        CompletableFuture<Boolean> make(String folder) {
            CompletableFuture<Boolean> outcome = new CompletableFuture<>();
            journal.orElseThrow()
                    .append(JournalEntry.of(new Operation.MakeFolder(ANN, folder)), new Journal.CommitListener() {
                        @Override
                        public void committed(long sequence) {
                            outcome.complete(true);
                        }

                        @Override
                        public void refused(Journal.Refusal why) {
                            outcome.complete(false);
                        }
                    });
            return outcome;
        }

        List<String> make(String prefix, int number) {
            List<String> names = new ArrayList<>();
            List<CompletableFuture<Boolean>> made = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                names.add(prefix + i);
                made.add(make(prefix + i));
            }
            for (CompletableFuture<Boolean> each : made) {
                Await.until("committed", each::isDone);
                assertThat(each.join()).isTrue();
            }
            return names;
        }
    }

    @BeforeEach
    void begin(@TempDir Path directory) throws IOException, GeneralSecurityException {
        registry = LocalRegistry.open(directory.resolve("registry"));
        ClusterFiles files = new ClusterFiles(directory.resolve("cluster"), InstantSource.system());
        NodeName primary = NodeName.parse("s1/primary").orElseThrow();
        NodeName backup = NodeName.parse("s1/backup").orElseThrow();
        files.write(List.of(primary, backup));
        a = new Node(Half.A, NodeIdentity.load(files.of(primary)), directory.resolve("a"));
        b = new Node(Half.B, NodeIdentity.load(files.of(backup)), directory.resolve("b"));
    }

    @AfterEach
    void end() throws IOException {
        a.kill();
        b.kill();
        registry.close();
    }

    private static void awaitDuo(Node primary, Node backup) {
        Await.until(
                () -> primary.role() + " and " + backup.role() + "\n"
                        + primary.node.orElseThrow().explanations() + "\n"
                        + backup.node.orElseThrow().explanations(),
                () -> primary.role() == PairRole.PRIMARY_DUO
                        && backup.role() == PairRole.BACKUP
                        && primary.office.serving());
    }

    @Test
    void everythingAcknowledgedIsOnBothThroughTakeoverReturnAndSwitchover() throws Exception {
        a.start();
        b.start();
        awaitDuo(a, b);
        List<String> made = new ArrayList<>(a.make("m", 500));
        Await.until("applied by the backup", () -> b.state.folders().equals(made));

        a.kill();
        Await.until("takes over", () -> b.office.serving());
        made.addAll(b.make("n", 100));
        a.start();
        awaitDuo(b, a);
        made.addAll(b.make("o", 100));
        Await.until("caught up", () -> a.state.folders().equals(made));

        CompletableFuture<PairNode.Switched> moved = b.node.orElseThrow().switchover();
        Await.until("answered", moved::isDone);
        assertThat(moved.join().moved()).as(moved.join().sentence()).isTrue();
        awaitDuo(a, b);
        made.addAll(a.make("p", 100));
        Await.until("same", () -> b.state.folders().equals(made));
        assertThat(a.state.folders()).isEqualTo(made);

        b.kill();
        Await.until("alone", () -> a.role() == PairRole.PRIMARY_SOLO);
        a.kill();
        b.start();
        a.start();
        awaitDuo(a, b); // it was alone at the end
        assertThat(a.state.folders()).isEqualTo(made);
        Await.until("same after a start of both", () -> b.state.folders().equals(made));
    }
}
