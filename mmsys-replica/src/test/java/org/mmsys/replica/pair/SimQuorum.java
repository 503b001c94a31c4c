package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.mmsys.testkit.SimSchedule;

/** A linearizable register with one record, whose answers may be late or lost, or tell nothing. */
final class SimQuorum implements SimRegistry {
    private static final long MILLISECOND = 1_000_000L;

    private final SimSchedule schedule;
    private final RandomGenerator random;
    private final Mutant mutant;
    private final boolean[] away = new boolean[2];
    private final int[] inFlight = new int[2];
    private final boolean[] ignored = new boolean[2];
    private final Optional<RecordVersion>[] copies;
    private final List<RecordVersion> history = new ArrayList<>();
    private Optional<RecordVersion> current = Optional.empty();
    private Consumer<RecordVersion> watcher = changed -> {};
    private Consumer<String> count = what -> {};
    private Consumer<PairRecord> observer = applied -> {};
    private double lostAnswers;
    private long delay = 5 * MILLISECOND;

    @SuppressWarnings({"unchecked", "rawtypes"})
    SimQuorum(SimSchedule schedule, RandomGenerator random, Mutant mutant) {
        this.schedule = schedule;
        this.random = random;
        this.mutant = mutant;
        this.copies = new Optional[2];
        Arrays.fill(copies, Optional.empty());
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
        return inFlight[SimWorld.index(half)] > 0;
    }

    @Override
    public void ignoreRequestsOf(Half half) {
        ignored[SimWorld.index(half)] = inFlight[SimWorld.index(half)] > 0;
    }

    private long travel() {
        return delay / 2 + random.nextLong(delay);
    }

    @Override
    public void read(Half half, Consumer<RecordAnswer> answer) {
        boolean gone = away[SimWorld.index(half)];
        schedule.after(travel(), () -> {
            RecordAnswer seen = gone || away[SimWorld.index(half)] ? new RecordAnswer.Unavailable() : look(half);
            if (!(lostAnswers > 0 && random.nextDouble() < lostAnswers)) {
                schedule.after(travel(), () -> answer.accept(seen));
            }
        });
    }

    private RecordAnswer look(Half half) {
        if (mutant == Mutant.PROMISE_FORGOTTEN && !history.isEmpty()) {
            return new RecordAnswer.Found(history.get(Math.max(0, history.size() - 1 - random.nextInt(3))));
        }
        Optional<RecordVersion> seen =
                mutant == Mutant.LYING_REGISTRY ? copies[SimWorld.index(half)].or(() -> current) : current;
        return seen.<RecordAnswer>map(RecordAnswer.Found::new).orElseGet(RecordAnswer.Absent::new);
    }

    @Override
    public void cas(Half half, long expected, PairRecord proposed, Consumer<CasAnswer> answer) {
        boolean gone = away[SimWorld.index(half)];
        long late = gone ? travel() + random.nextLong(3000 * MILLISECOND) : travel();
        boolean dropped = gone && random.nextInt(3) == 0;
        boolean lost = gone || lostAnswers > 0 && random.nextDouble() < lostAnswers;
        if (mutant == Mutant.SOLO_BEFORE_CAS && isSolo(proposed)) {
            schedule.after(travel(), () -> answer.accept(new CasAnswer.Applied()));
            late += random.nextLong(500 * MILLISECOND);
        }
        inFlight[SimWorld.index(half)]++;
        schedule.after(late, () -> {
            inFlight[SimWorld.index(half)]--;
            if (gone && !dropped) {
                count.accept("late cas");
            }
            CasAnswer outcome = dropped ? new CasAnswer.Unknown() : apply(half, expected, proposed);
            boolean told = !lost && !(mutant == Mutant.SOLO_BEFORE_CAS && isSolo(proposed));
            if (told) {
                schedule.after(travel(), () -> answer.accept(outcome));
            }
        });
        if (lost && random.nextBoolean()) {
            schedule.after(travel() + random.nextLong(800 * MILLISECOND), () -> answer.accept(new CasAnswer.Unknown()));
        }
    }

    private boolean isSolo(PairRecord proposed) {
        return current.filter(now -> now.record().epoch() == proposed.epoch()
                        && now.record().inSync() == InSync.BOTH
                        && proposed.inSync() != InSync.BOTH)
                .isPresent();
    }

    private CasAnswer apply(Half half, long expected, PairRecord proposed) {
        if (ignored[SimWorld.index(half)]) {
            ignored[SimWorld.index(half)] = inFlight[SimWorld.index(half)] > 0;
            return new CasAnswer.Unknown();
        }
        if (mutant == Mutant.LYING_REGISTRY) {
            copies[SimWorld.index(half)] = Optional.of(new RecordVersion(expected + 1, proposed));
            current = copies[SimWorld.index(half)];
            observer.accept(proposed);
            return new CasAnswer.Applied();
        }
        long version = current.map(RecordVersion::version).orElse(0L);
        if (version != expected) {
            count.accept("conflict");
            return new CasAnswer.Conflict(current);
        }
        InSync inSync = mutant == Mutant.JOIN_BEFORE_CAUGHT_UP ? InSync.BOTH : proposed.inSync();
        PairRecord stored = new PairRecord(
                proposed.epoch(),
                proposed.primary(),
                inSync,
                proposed.storeOfA(),
                proposed.storeOfB(),
                proposed.token(),
                proposed.reason());
        count.accept(SimRegistry.changeOf(current, stored));
        current = Optional.of(new RecordVersion(version + 1, stored));
        if (mutant == Mutant.PROMISE_FORGOTTEN) {
            history.add(current.get());
        }
        observer.accept(stored);
        watcher.accept(current.get());
        return new CasAnswer.Applied();
    }
}
