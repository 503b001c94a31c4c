package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;
import org.mmsys.replica.registry.lone.SimVotes;

/**
 * The registry of a pair without a third vote: the votes of both halves, and questions between them that are late, lost, or
 * arrive after the asker has given up or died.
 */
final class SimLone implements SimRegistry {
    private static final String KEY = "pair/sim";
    private static final long MILLISECOND = SimNode.MILLISECOND;
    private static final long PATIENCE = 2000 * MILLISECOND;
    private static final int LOST_ONE_IN = 50;

    private final SimWorld world;
    private final List<SimVotes> votes = new ArrayList<>();
    private final boolean[] away = new boolean[2];
    private final int[] talks = new int[2];
    private final int[] lives = new int[2];
    private final int[] ignoredUpTo = {-1, -1};
    private Optional<RecordVersion> current = Optional.empty();
    private Consumer<RecordVersion> watcher = changed -> {};
    private Consumer<String> count = what -> {};
    private Consumer<PairRecord> observer = applied -> {};
    private double lostAnswers;
    private long delay = 5 * MILLISECOND;

    SimLone(SimWorld world) {
        this.world = world;
        for (Half half : Half.values()) {
            votes.add(empty(half));
        }
    }

    private SimVotes empty(Half half) {
        UUID disk = new UUID(world.random().nextLong(), world.random().nextLong());
        return new SimVotes(
                disk,
                half == Half.A,
                value -> PairRecordText.read(value).keeper() == half,
                world.mutant() == Mutant.GIFT_NOT_ON_DISK,
                this::saved);
    }

    private SimVotes of(Half half) {
        return votes.get(SimWorld.index(half));
    }

    /** Something came on a disk: a version that nobody knew before was made there. */
    private void saved(Versioned record) {
        if (record.version() > current.map(RecordVersion::version).orElse(0L)) {
            PairRecord made = PairRecordText.read(record.value());
            count.accept(SimRegistry.changeOf(current, made));
            current = Optional.of(new RecordVersion(record.version(), made));
            observer.accept(made);
            watcher.accept(current.get());
        } else {
            count.accept("vote taken");
        }
    }

    private void onlyOneVote() {
        if (of(Half.A).holds(KEY) && of(Half.B).holds(KEY)) {
            world.monitor().fail("A6 both halves have the vote: " + current);
        }
    }

    @Override
    public void watch(Consumer<RecordVersion> newWatcher) {
        watcher = newWatcher;
    }

    @Override
    public void observe(Consumer<PairRecord> newObserver) {
        observer = newObserver;
    }

    @Override
    public void count(Consumer<String> newCount) {
        count = newCount;
    }

    @Override
    public Optional<RecordVersion> current() {
        return current;
    }

    @Override
    public void away(Half half, boolean isAway) {
        away[SimWorld.index(half)] = isAway;
    }

    @Override
    public void lostAnswers(double share) {
        lostAnswers = share;
    }

    @Override
    public void delay(long nanos) {
        delay = nanos;
    }

    @Override
    public boolean hasRequestsOf(Half half) {
        return talks[SimWorld.index(half)] > 0;
    }

    /** Also what it has asked before it died. */
    @Override
    public void ignoreRequestsOf(Half half) {
        ignoredUpTo[SimWorld.index(half)] = lives[SimWorld.index(half)];
    }

    @Override
    public boolean needs(Half half) {
        return !of(half.other()).holds(KEY) || hasRequestsOf(half.other()) || hasRequestsOf(half);
    }

    @Override
    public void started(Half half) {
        of(half).restart();
    }

    @Override
    public void crashed(Half half) {
        lives[SimWorld.index(half)]++;
        talks[SimWorld.index(half)] = 0;
    }

    @Override
    public void wiped(Half half) {
        votes.set(SimWorld.index(half), empty(half));
    }

    @Override
    public void read(Half half, Consumer<RecordAnswer> answer) {
        int life = begun(half);
        of(half).read(KEY, (question, told) -> ask(half, question, told), reading -> {
            ended(half, life);
            answer.accept(SimLone.answer(reading));
        });
    }

    @Override
    public void cas(Half half, long expected, PairRecord proposed, Consumer<CasAnswer> answer) {
        int life = begun(half);
        byte[] value = PairRecordText.write(proposed);
        SimNode node = world.node(half);
        int alive = node.generation();
        // a disk is between the question and the deed, and the process may die just before
        world.schedule()
                .after(
                        world.random().nextLong(3 * MILLISECOND),
                        () -> node.ifAlive(
                                alive,
                                () -> of(half).cas(
                                                KEY,
                                                expected,
                                                value,
                                                (question, told) -> ask(half, question, told),
                                                change -> {
                                                    ended(half, life);
                                                    answer.accept(SimLone.answer(change));
                                                })));
    }

    private int begun(Half half) {
        talks[SimWorld.index(half)]++;
        return lives[SimWorld.index(half)];
    }

    private void ended(Half half, int life) {
        onlyOneVote();
        if (life == lives[SimWorld.index(half)]) {
            talks[SimWorld.index(half)]--;
        }
    }

    private long travel() {
        return delay / 2 + world.random().nextLong(delay);
    }

    private boolean reaches(Half half) {
        int from = SimWorld.index(half);
        int to = SimWorld.index(half.other());
        return !away[from]
                && !world.network().isCut(from, to)
                && !world.network().isCut(to, from);
    }

    private boolean lost() {
        return world.random().nextDouble() < lostAnswers || world.random().nextInt(LOST_ONE_IN) == 0;
    }

    /** Asks the other half; the answer comes once, or word that there is none. */
    private void ask(Half half, byte[] question, Consumer<Optional<byte[]>> told) {
        SimNode asker = world.node(half);
        int alive = asker.generation();
        int life = lives[SimWorld.index(half)];
        boolean[] answered = new boolean[1];
        Consumer<Optional<byte[]>> once = reply -> asker.ifAlive(alive, () -> {
            if (!answered[0]) {
                answered[0] = true;
                told.accept(reply);
                onlyOneVote();
            }
        });
        boolean straight = reaches(half) && !lost();
        if (!straight && world.random().nextBoolean()) {
            world.schedule().after(travel(), () -> once.accept(Optional.empty()));
            return; // nothing has left this half
        }
        long late = straight ? travel() : travel() + world.random().nextLong(3000 * MILLISECOND);
        world.schedule().after(PATIENCE, () -> once.accept(Optional.empty()));
        world.schedule().after(late, () -> arrive(half, life, question, once));
    }

    private void arrive(Half from, int life, byte[] question, Consumer<Optional<byte[]>> once) {
        SimNode there = world.node(from.other());
        boolean dead = life <= ignoredUpTo[SimWorld.index(from)];
        if (dead || !there.up() || !reaches(from)) {
            world.schedule().after(travel(), () -> once.accept(Optional.empty()));
            return;
        }
        there.ifAlive(there.generation(), () -> {
            if (life != lives[SimWorld.index(from)]) {
                count.accept("question of the dead");
            }
            byte[] reply = of(from.other()).answer(question);
            onlyOneVote();
            if (!lost()) {
                world.schedule().after(travel(), () -> once.accept(Optional.of(reply)));
            }
        });
    }

    private static RecordVersion version(Versioned found) {
        return new RecordVersion(found.version(), PairRecordText.read(found.value()));
    }

    private static RecordAnswer answer(Reading reading) {
        return reading.match(new Reading.Cases<>() {
            @Override
            public RecordAnswer found(Reading.Found found) {
                return new RecordAnswer.Found(version(found.record()));
            }

            @Override
            public RecordAnswer absent(Reading.Absent none) {
                return new RecordAnswer.Absent();
            }

            @Override
            public RecordAnswer unavailable(Reading.Unavailable away) {
                return new RecordAnswer.Unavailable();
            }
        });
    }

    private static CasAnswer answer(Change change) {
        return change.match(new Change.Cases<>() {
            @Override
            public CasAnswer applied(Change.Applied yes) {
                return new CasAnswer.Applied();
            }

            @Override
            public CasAnswer conflict(Change.Conflict no) {
                return new CasAnswer.Conflict(no.current().map(SimLone::version));
            }

            @Override
            public CasAnswer unknown(Change.Unknown maybe) {
                return new CasAnswer.Unknown();
            }
        });
    }
}
