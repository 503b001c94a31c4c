package org.mmsys.replica.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.mmsys.core.journal.Body;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.observe.Metrics;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.PairOptions;
import org.mmsys.replica.pair.PairTiming;
import org.mmsys.replica.registry.Registry;
import org.mmsys.testkit.FreePorts;

/** A node of a pair in these tests: may be killed and started again on the same disk. For the thread of the test. */
final class TestHalf {
    private final Half half;
    private final NodeIdentity identity;
    private final Path directory;
    private final Registry registry;
    private final int port;
    private final List<TreeFill.Order> orders = new CopyOnWriteArrayList<>();
    private MemoryDisk disk = new MemoryDisk();
    private Supplier<InetSocketAddress> partnerAt = () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private Optional<BulkService> bulk = Optional.empty();
    private TestOffice office = new TestOffice();
    private Metrics metrics = new Metrics();
    private Optional<Life> life = Optional.empty();

    private record Life(PairNode node, MemoryLog log) {}

    TestHalf(Half half, NodeIdentity identity, Path directory, Registry registry) throws IOException {
        this.half = half;
        this.identity = identity;
        this.directory = Files.createDirectories(directory);
        Files.createDirectories(bodies());
        this.registry = registry;
        this.port = FreePorts.next();
    }

    int port() {
        return port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    Path bodies() {
        return directory.resolve("bodies");
    }

    void partnerAt(Supplier<InetSocketAddress> where) {
        partnerAt = where;
    }

    void bulk(BulkService service) {
        bulk = Optional.of(service);
    }

    void start() throws IOException, GeneralSecurityException {
        office = new TestOffice();
        metrics = new Metrics();
        PairNode node = new PairNode(new PairParts(
                new PairOptions(half, half == Half.A, false, PairTiming.defaults()),
                identity,
                address(),
                () -> partnerAt.get(),
                directory.resolve("promise"),
                registry,
                "pair/s1",
                office,
                bulk,
                orders::add,
                metrics));
        MemoryLog log = new MemoryLog(disk, node.follower());
        node.start(log, bodies());
        life = Optional.of(new Life(node, log));
    }

    /** As if the process were killed. */
    void kill() {
        life.ifPresent(it -> {
            it.node.close();
            it.log.close();
        });
        life = Optional.empty();
    }

    boolean up() {
        return life.isPresent();
    }

    void replaceDisk() {
        disk = new MemoryDisk();
    }

    PairNode node() {
        return life.orElseThrow().node;
    }

    MemoryLog log() {
        return life.orElseThrow().log;
    }

    MemoryDisk disk() {
        return disk;
    }

    TestOffice office() {
        return office;
    }

    Metrics metrics() {
        return metrics;
    }

    List<TreeFill.Order> orders() {
        return orders;
    }

    /** Sends mail; completes when it is known what became of it. */
    CompletableFuture<Boolean> mail(String text) {
        return mail(text, Optional.empty());
    }

    CompletableFuture<Boolean> mail(String text, Optional<Body.Spooled> body) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        log().append(text, body, outcome::complete);
        return outcome;
    }

    @Override
    public String toString() {
        return half + (up() ? " " + node().status() + " " + node().explanations() + " told " + office.told() : " down");
    }
}
