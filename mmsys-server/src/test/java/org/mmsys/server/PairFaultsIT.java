package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.server.PairLoad.HalfSent;
import org.mmsys.server.PairLoad.Leaving;

/**
 * A pair of processes under load whose cables are cut and whose processes stand still: nothing that was acknowledged is lost,
 * doubled or back, one half serves, and what both have logged is a run of the model.
 *
 * <p>{@code -Dmmsys.pair.fault.rounds=N} for more of it, {@code -Dmmsys.pair.fault.longest=SECONDS} for longer times, {@code
 * -Dmmsys.pair.seed=S} to repeat one.
 */
@Timeout(7200)
@SuppressWarnings("NullAway")
final class PairFaultsIT {
    /** From a cut cable to the next answer; twice what a quiet machine is given, since others work on this one. */
    private static final long ANSWER_MILLIS = Long.getLong("mmsys.pair.fault.answer", 5000);

    private static final int SHORTEST_MILLIS = 500;
    private static final int CLIENT_PATIENCE = 4000;
    private final int rounds = Integer.getInteger("mmsys.pair.fault.rounds", 1);
    private final int longest = 1000 * Integer.getInteger("mmsys.pair.fault.longest", 2);
    private final long seed = Long.getLong("mmsys.pair.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path dir;

    private PairProcesses pair;
    private PairTrial trial;
    private PairLoad load;

    private record Named(String name, PairTrial.Fault fault) {}

    @BeforeEach
    void start() throws Exception {
        pair = new PairProcesses(dir).wired();
        load = new PairLoad(
                "ta",
                List.of(pair.door(PairProcesses.PRIMARY), pair.door(PairProcesses.BACKUP)),
                seed,
                CLIENT_PATIENCE);
        trial = new PairTrial(pair, load, seed);
        pair.start(PairProcesses.PRIMARY, PairProcesses.BACKUP, PairProcesses.WITNESS);
        pair.awaitDuo();
    }

    @AfterEach
    void stop() throws Exception {
        pair.close();
    }

    @Test
    void cutCablesAndStandingProcessesLoseNothing() throws Exception {
        List<Named> faults = new ArrayList<>(List.of(
                new Named("a pause of the primary", this::primaryPauses),
                new Named("a pause of the backup", primary -> pauses(PairProcesses.other(primary))),
                new Named("a cut between the halves", this::linkIsCut),
                new Named("a cut between the primary and the registry", primary -> registryIsCut(primary)),
                new Named("a cut between the backup and the registry", primary -> registryIsCut(other(primary))),
                new Named("all cables of the primary cut", this::primaryIsAlone),
                new Named("the primary not heard", primary -> oneWay(primary, other(primary))),
                new Named("the backup not heard", primary -> oneWay(other(primary), primary)),
                new Named("a cable that comes and goes", this::flapping),
                new Named("nothing between the halves", this::halvesAreApart)));
        load.begin(4, 3);
        trial.goesOn("before any fault"); // so that a takeover has something behind it
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(faults, trial.random);
            for (Named each : faults) {
                trial.strike(each.name, each.fault);
            }
        }
        trial.settle();
        trial.logsAreOfTheModel();
    }

    private static String other(String half) {
        return PairProcesses.other(half);
    }

    private int someTime() {
        return SHORTEST_MILLIS + trial.random.nextInt(longest - SHORTEST_MILLIS + 1);
    }

    /** In the middle of a message and of a QUIT: either answer may come, or none, but it has to be true. */
    private void primaryPauses(String primary) throws Exception {
        HalfSent message = load.sendHalf(pair.door(primary), trial.random.nextLong());
        Leaving session = null;
        for (int i = 0; i < 50 && session == null; i++) {
            session = leaveUnlessInUse(primary);
        }
        if (session == null) {
            pair.signal(primary, "STOP");
        }
        PairTrial.pass(someTime());
        pair.signal(primary, "CONT");
        load.finish(message);
        if (session != null) {
            load.finish(session);
        }
    }

    private Leaving leaveUnlessInUse(String primary) throws Exception {
        try {
            return load.leave(pair.door(primary), () -> {
                try {
                    pair.signal(primary, "STOP");
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
        } catch (AssertionError inUse) {
            PairTrial.pass(50);
            return null;
        }
    }

    private void pauses(String half) throws Exception {
        pair.signal(half, "STOP");
        PairTrial.pass(someTime());
        pair.signal(half, "CONT");
    }

    /** The primary suspects first, and both reach the registry: nothing moves. */
    private void linkIsCut(String primary) throws Exception {
        pair.connect(false, primary, other(primary), "replica");
        HalfFixture.await("alone: " + pair.pair(primary), () -> pair.is(primary, "primary-solo"));
        trial.goesOn("without the other half");
        PairTrial.pass(someTime());
        assertThat(pair.is(primary, "primary-solo")).isTrue();
        assertThat(pair.is(other(primary), "joining")).isTrue();
        pair.connect(true, primary, other(primary), "replica");
    }

    private void registryIsCut(String half) throws Exception {
        String role = String.valueOf(pair.pair(half).get("role"));
        String otherRole = String.valueOf(pair.pair(other(half)).get("role"));
        registry(half, false);
        trial.goesOn("without registry");
        PairTrial.pass(someTime());
        assertThat(pair.pair(half).get("role")).isEqualTo(role);
        assertThat(pair.pair(other(half)).get("role")).isEqualTo(otherRole);
        registry(half, true);
    }

    private void registry(String half, boolean connected) {
        pair.connect(connected, half, other(half), "registry");
        pair.connect(connected, half, PairProcesses.WITNESS, "registry");
    }

    /** It can acknowledge nothing; the other takes over. */
    private void primaryIsAlone(String primary) throws Exception {
        long cut = System.nanoTime();
        pair.connect(false, primary, other(primary), "");
        pair.connect(false, primary, PairProcesses.WITNESS, "");
        HalfFixture.await(
                "an answer at the other half: " + pair.pair(other(primary)),
                () -> load.served(pair.door(other(primary)), trial.random.nextLong(), 1000));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cut);
        trial.tells("answer after a cut", took);
        assertThat(took).as("seed " + seed).isLessThan(ANSWER_MILLIS);
        assertThat(pair.is(other(primary), "primary-solo")).isTrue();
        PairTrial.pass(someTime());
        assertThat(load.served(pair.door(primary), trial.random.nextLong(), 500))
                .as("the half that is alone acknowledges, seed " + seed)
                .isFalse();
        pair.connect(true, primary, other(primary), "");
        pair.connect(true, primary, PairProcesses.WITNESS, "");
    }

    private void oneWay(String from, String to) throws Exception {
        pair.pass(false, from, to, "replica");
        PairTrial.pass(someTime());
        trial.goesOn("with one direction only");
        pair.pass(true, from, to, "replica");
    }

    private void flapping(String primary) {
        for (int i = 0; i < 2 * longest / 400; i++) {
            pair.connect(i % 2 == 1, primary, other(primary), "replica");
            PairTrial.pass(200);
        }
        pair.connect(true, primary, other(primary), "replica");
    }

    /** Who has the leader of the registry on his side goes on; sessions that hang in between let go of their maildrops. */
    private void halvesAreApart(String primary) throws Exception {
        pair.connect(false, primary, other(primary), "");
        PairTrial.pass(someTime());
        trial.goesOn("with nothing between the halves");
        pair.connect(true, primary, other(primary), "");
    }
}
