package org.mmsys.replica.registry.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.ratis.Inquiry.Way;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of a system of several nodes: three or five of them vote, each keeps the log and all records.
 *
 * <p>No method waits but {@link #open} and {@link #close}. Answers come on threads of the registry, within the limit of
 * {@link RatisTiming}: then they are {@link Change.Unknown} or {@link Reading.Unavailable}. A change may still happen after
 * that. A voter tells its watchers at once, other nodes look every second.
 */
public final class RatisRegistry implements Registry {
    private static final Logger log = LoggerFactory.getLogger(RatisRegistry.class);
    private static final Duration END_WAIT = Duration.ofSeconds(1);
    private static final int LEADERLESS_POLLS = 2;
    private static final String NO_ANSWER = "no majority of the voters answered in time";

    private final RatisSettings settings;
    private final PeerNames names;
    private final ScheduledExecutorService clock;
    private final ScheduledExecutorService care;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, Reading> seen = new ConcurrentHashMap<>();
    private final Optional<Voter> voter;
    private final VoterCalls calls;
    /** How often in a row no leader was known; of the thread that takes care. */
    private int leaderless;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean answered;
    private volatile boolean storeNamed;
    private volatile boolean closed;

    private record Watcher(String key, Runnable hint) {}

    private RatisRegistry(RatisSettings settings, Consumer<String> diskFailed) throws IOException {
        this.settings = settings;
        this.names = new PeerNames(settings.identity().system());
        this.clock = Executors.newScheduledThreadPool(2, threads("registry"));
        this.care = Executors.newScheduledThreadPool(1, threads("registry-care"));
        try {
            this.voter = settings.votes()
                    ? Optional.of(Voter.open(settings, names, this::hint, diskFailed))
                    : Optional.empty();
        } catch (IOException unusable) {
            clock.shutdownNow();
            care.shutdownNow();
            throw unusable;
        }
        this.calls = new VoterCalls(settings, names, voter);
    }

    /**
     * Opens the log and the port of a node that votes; reaches out for the others in the background.
     *
     * @param diskFailed told when this voter's log could not be written: the node must end; on a thread of the registry
     * @throws IOException if the directory or the port cannot be used, or the log is damaged
     */
    public static RatisRegistry open(RatisSettings settings, Consumer<String> diskFailed) throws IOException {
        TamedEngine.tame();
        MemberResolver.know(settings.identity().system(), settings.members());
        RatisRegistry registry = new RatisRegistry(settings, diskFailed);
        registry.begin();
        return registry;
    }

    private void begin() {
        RatisTiming timing = settings.timing();
        repeat(clock, this::poll, timing.poll());
        repeat(care, this::tearTicket, timing.poll().dividedBy(2));
        repeat(care, this::keepTogether, timing.poll());
        voter.ifPresent(own -> repeat(care, new Newcomer(settings, names, own, calls)::ask, timing.rejoin()));
    }

    /**
     * Keeps the connections up; without a leader, those over which voters elect one too, and as the leader those to voters that
     * are back: the engine would wait before it tries them again, and win nothing meanwhile if another voter dies.
     */
    private void keepTogether() {
        List<NodeName> heard = calls.heard();
        voter.ifPresent(own -> own.silentFollowers(settings.timing().electionMax()).stream()
                .filter(heard::contains)
                .forEach(own::reconnect));
        leaderless =
                voter.filter(own -> own.isMember() && own.leader().isEmpty()).isPresent() ? leaderless + 1 : 0;
        if (leaderless < LEADERLESS_POLLS) {
            return;
        }
        leaderless = 0;
        heard.stream()
                .filter(node -> !node.equals(settings.self()))
                .forEach(node -> voter.ifPresent(own -> own.reconnect(node)));
    }

    private static void repeat(ScheduledExecutorService on, Runnable task, Duration pause) {
        var unused = on.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException bug) { // it would not be run again
                        log.atError().setCause(bug).log("registry failed in the background");
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Reading> read(String key) {
        Registry.check(key);
        return inquire(calls.question(message(key.getBytes(US_ASCII))))
                .thenApply(answer -> answer.map(TableAnswer::asReading)
                        .orElseGet(() -> new Reading.Unavailable(closed ? "closed" : NO_ANSWER)));
    }

    @Override
    public CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value) {
        Registry.check(key, expectedVersion, value);
        byte[] command = new CasCommand(UUID.randomUUID(), key, expectedVersion, value.clone()).toBytes();
        return inquire(calls.command(message(command)))
                .thenApply(answer -> answer.map(TableAnswer::asChange)
                        .orElseGet(() -> new Change.Unknown(closed ? "closed" : NO_ANSWER)));
    }

    private CompletableFuture<Optional<TableAnswer>> inquire(Way way) {
        if (closed) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Inquiry.begin(way, settings.timing(), clock).thenApply(this::parsed);
    }

    private Optional<TableAnswer> parsed(Optional<byte[]> octets) {
        if (octets.isEmpty()) {
            return Optional.empty();
        }
        answered = true;
        try {
            return Optional.of(TableAnswer.parse(octets.get()));
        } catch (IOException strange) {
            log.atError().setCause(strange).log("registry gave an answer that is not known here");
            return Optional.empty();
        }
    }

    private static Message message(byte[] octets) {
        return Message.valueOf(ByteString.copyFrom(octets));
    }

    @Override
    public Watch watch(String key, Runnable hint) {
        Registry.check(key);
        Watcher watcher = new Watcher(key, hint);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private void hint(String key) {
        watchers.stream().filter(watcher -> watcher.key.equals(key)).forEach(watcher -> {
            try {
                watcher.hint.run();
            } catch (RuntimeException bug) {
                log.atError().addKeyValue("key", key).setCause(bug).log("watcher failed");
            }
        });
    }

    /** On a node that applies no log. */
    private void poll() {
        if (voter.filter(Voter::isMember).isPresent()) {
            return;
        }
        watchers.stream().map(Watcher::key).distinct().forEach(key -> {
            var unused = read(key).thenAccept(reading -> {
                if (!(reading instanceof Reading.Unavailable) && !reading.equals(seen.put(key, reading))) {
                    hint(key);
                }
            });
        });
    }

    /** This node. */
    public NodeName self() {
        return settings.self();
    }

    /** How the registry looks from here. Any thread. */
    public RegistryState state() {
        return new RegistryState(
                settings.voters(),
                calls.heard().size(),
                voter.filter(Voter::isMember).isPresent(),
                calls.leader(),
                voter.stream()
                        .flatMap(own -> own.members().stream())
                        .map(peer -> peer.getId().toString())
                        .toList(),
                voter.map(Voter::term).orElse(0L),
                voter.map(Voter::applied).orElse(-1L),
                voter.map(own -> own.table().size()).orElse(0),
                settings.ticket().present());
    }

    /** The pair's record names this node's store: the bootstrap ticket has done its work and is destroyed. Any thread. */
    public void ticketUsed() {
        storeNamed = true;
    }

    private void tearTicket() {
        boolean heard = answered || voter.flatMap(Voter::leader).isPresent();
        boolean done = storeNamed || settings.self().half() == Half.WITNESS;
        if (!heard || !done || !settings.ticket().present()) {
            return;
        }
        try {
            settings.ticket().destroy();
            log.atInfo().addKeyValue("ticket", settings.ticket()).log("bootstrap ticket used and destroyed");
        } catch (IOException refused) {
            log.atWarn()
                    .addKeyValue("ticket", settings.ticket())
                    .setCause(refused)
                    .log("bootstrap ticket is used but cannot be destroyed");
        }
    }

    /**
     * Waits a second at most: a voter's connections may take longer to end, in the background. A process that ends anyway may
     * leave this out, the log survives that.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watchers.clear();
        clock.shutdownNow();
        care.shutdownNow();
        calls.close();
        Thread ending = threads("registry-end").newThread(this::end);
        ending.start();
        try {
            ending.join(END_WAIT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            if (voter.isPresent()) {
                voter.get().close();
            }
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("registry's voter did not end in order");
        } finally {
            ended.countDown();
        }
    }

    /** Waits until a registry that was closed holds neither its port nor its directory. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
