package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.accounts.ClientTurn.Answered;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps our idea of one other server's names equal to its own: compares digests, then buckets, then names (rules 16).
 *
 * <p>{@link #tick} begins a round when it is due; all else happens on whatever thread brings an answer, one step at a time.
 */
final class PeerReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(PeerReconciler.class);
    static final Duration INTERVAL = Duration.ofSeconds(10);
    static final Duration KNOWN = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int FAST_RETRIES = 60;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration BUCKET_ANSWER = Duration.ofSeconds(20);
    private static final int BATCH = 1_000;
    private static final int NEWS_MAX = 10_000;

    private final String server;
    private final PeerCaller caller;
    private final HomeMap homes;
    private final Commits commits;
    private final Arbiter arbiter;
    private final Consumer<AccountName> addedHere;
    private final Consumer<String> answers;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    /** Names this server told us about since the round began: newer than what the round reads. */
    private final Set<NameKey> news = ConcurrentHashMap.newKeySet();

    private volatile boolean everKnown;
    private volatile long knownSince;
    private volatile boolean answering;
    private boolean running;
    private boolean told;
    private boolean draining;
    private long dueAt;
    private int failures;

    /** What one round still has to do. */
    private static final class Round {
        private final long began;
        private final Deque<Integer> buckets = new ArrayDeque<>();
        private final List<NameKey> added = new ArrayList<>();
        private final List<AccountName> names = new ArrayList<>();
        private final List<NameKey> removed = new ArrayList<>();
        private int changes;

        Round(long began) {
            this.began = began;
        }
    }

    /**
     * @param addedHere told of each name that is added to what this server claims
     * @param answers told when this server answers after it did not
     */
    PeerReconciler(
            String server,
            PeerCaller caller,
            Neighbours neighbours,
            Commits commits,
            Arbiter arbiter,
            Consumer<AccountName> addedHere,
            Consumer<String> answers,
            RandomGenerator random) {
        this.server = server;
        this.caller = caller;
        this.homes = neighbours.homes();
        this.nanoTime = neighbours.nanoTime();
        this.commits = commits;
        this.arbiter = arbiter;
        this.addedHere = addedHere;
        this.answers = answers;
        this.random = random;
        this.dueAt = nanoTime.getAsLong();
    }

    /** Whether all names of this server were known within the last 30 s. Any thread. */
    boolean known() {
        return everKnown && nanoTime.getAsLong() - knownSince <= KNOWN.toNanos();
    }

    /** Whether it answered when last asked. Any thread. */
    boolean answering() {
        return answering;
    }

    /** It told us of this name by itself. Any thread. */
    void told(NameKey key) {
        if (news.size() < NEWS_MAX) {
            news.add(key);
        }
    }

    /** Begins a round if one is due. One thread. */
    void tick() {
        caller.tick();
        long now = nanoTime.getAsLong();
        synchronized (this) {
            if (running || draining || now - dueAt < 0) {
                return;
            }
            running = true;
        }
        news.clear();
        Round round = new Round(now);
        boolean begun = false;
        try {
            then(round, caller.ask(new PeerCommand.Digest(), ANSWER), answer -> compare(round, answer));
            begun = true;
        } finally {
            if (!begun) {
                failed();
            }
        }
    }

    private void compare(Round round, Optional<Answered> answer) {
        Optional<NameDigest> theirs = answer.filter(a -> a.status().ok())
                .flatMap(a -> NameDigest.parse(a.status().text()));
        if (theirs.isEmpty()) {
            failed();
            return;
        }
        answered();
        if (theirs.get().equals(homes.digest(server))) {
            succeeded(round);
        } else {
            then(round, caller.ask(new PeerCommand.Buckets(), ANSWER), buckets -> choose(round, buckets));
        }
    }

    private void choose(Round round, Optional<Answered> answer) {
        List<String> lines =
                answer.filter(a -> a.status().ok()).map(Answered::lines).orElse(List.of());
        if (lines.size() != NameDigest.BUCKETS) {
            failed();
            return;
        }
        for (int bucket = 0; bucket < lines.size(); bucket++) {
            Optional<NameDigest> theirs = NameDigest.parse(lines.get(bucket));
            if (theirs.isEmpty()) {
                failed();
                return;
            }
            if (!theirs.get().equals(homes.digest(server, bucket))) {
                round.buckets.add(bucket);
            }
        }
        next(round);
    }

    private void next(Round round) {
        boolean full = round.added.size() + round.removed.size() >= BATCH;
        if (full || round.buckets.isEmpty()) {
            write(round);
            return;
        }
        int bucket = round.buckets.remove();
        then(
                round,
                caller.ask(new PeerCommand.Bucket(bucket), BUCKET_ANSWER),
                answer -> differences(round, bucket, answer));
    }

    private void differences(Round round, int bucket, Optional<Answered> answer) {
        if (answer.isEmpty() || !answer.get().status().ok() || news.size() >= NEWS_MAX) {
            failed();
            return;
        }
        Set<NameKey> ours = new HashSet<>(homes.bucket(server, bucket));
        for (String line : answer.get().lines()) {
            int space = line.indexOf(' ');
            Optional<NameKey> key = NameDigest.key(line.substring(0, Math.max(0, space)));
            if (key.isEmpty() || NameDigest.bucket(key.get()) != bucket) {
                failed();
                return;
            }
            if (!ours.remove(key.get()) && !news.contains(key.get())) {
                round.added.add(key.get());
                name(line.substring(space + 1)).ifPresent(round.names::add);
            }
        }
        ours.removeIf(news::contains);
        round.removed.addAll(ours);
        next(round);
    }

    private static Optional<AccountName> name(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? Optional.empty() : AccountName.of(text.substring(0, at), text.substring(at + 1));
    }

    /** Writes what has gathered, at most 1,000 names an entry; then the next bucket, or the end. */
    private void write(Round round) {
        int gathered = round.added.size() + round.removed.size();
        if (gathered == 0) {
            succeeded(round);
            return;
        }
        List<NameKey> added = cut(round.added);
        List<NameKey> removed = cut(round.removed);
        round.changes += added.size() + removed.size();
        then(round, commits.append(new Operation.Homes(server, added, removed, false)), committed -> {
            if (!committed) {
                failed();
                return;
            }
            if (round.added.isEmpty()) {
                round.names.forEach(addedHere);
                round.names.clear();
            }
            next(round);
        });
    }

    private static List<NameKey> cut(List<NameKey> from) {
        List<NameKey> head = from.subList(0, Math.min(BATCH, from.size()));
        List<NameKey> taken = List.copyOf(head);
        head.clear();
        return taken;
    }

    /** Every name this server had when the round began is in the map now. */
    private void succeeded(Round round) {
        if (!homes.complete(server)) {
            then(round, commits.append(new Operation.Homes(server, List.of(), List.of(), true)), committed -> {
                if (committed) {
                    succeeded(round);
                } else {
                    failed();
                }
            });
            return;
        }
        knownSince = round.began;
        everKnown = true;
        if (round.changes > 0) {
            LOG.atInfo()
                    .addKeyValue("server", server)
                    .addKeyValue("changes", round.changes)
                    .addKeyValue("accounts", homes.digest(server).count())
                    .log("names of another server compared");
        }
        arbiter.reconciled(server, round.began);
        synchronized (this) {
            failures = 0;
            long jitter = random.nextLong(INTERVAL.toNanos() / 5);
            dueAt = nanoTime.getAsLong() + INTERVAL.toNanos() - jitter;
            running = false;
        }
    }

    private void answered() {
        boolean back = !answering;
        answering = true;
        if (back) {
            if (told) {
                LOG.atInfo().addKeyValue("server", server).log("server answers again");
            }
            told = false;
            answers.accept(server);
        }
    }

    private void failed() {
        boolean lost = failures == 0;
        answering = false;
        if (lost) {
            told = true;
            LOG.atWarn().addKeyValue("server", server).log("server does not tell which accounts it has");
        }
        synchronized (this) {
            failures++;
            Duration pause = failures <= FAST_RETRIES ? RETRY : INTERVAL;
            dueAt = nanoTime.getAsLong() + pause.toNanos() + random.nextLong(pause.toNanos() / 5);
            running = false;
        }
    }

    /** The next step of the round; a step that throws ends it. */
    private <T> void then(Round round, CompletableFuture<T> answer, Consumer<T> step) {
        CompletableFuture<?> unused = answer.thenAccept(step).exceptionally(bug -> {
            LOG.atError()
                    .addKeyValue("server", server)
                    .addKeyValue("changes", round.changes)
                    .setCause(bug)
                    .log("comparing names failed");
            failed();
            return null;
        });
    }

    /** Begins no round any more. */
    void drain() {
        synchronized (this) {
            draining = true;
        }
        caller.drain();
    }

    void close() {
        caller.close();
    }
}
