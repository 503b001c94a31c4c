package org.mmsys.replica.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two machines, a registry, a network, clients and faults, from a seed.
 *
 * <p>{@code -Dmmsys.sim.seed=N} replays one seed with everything that happened; {@code -Dmmsys.sim.hours=H} goes on with fresh
 * seeds for as long.
 */
class PairSimulationTests {
    private static final String SEED = "mmsys.sim.seed";
    private static final int SEEDS = 2000;
    private static final int LONE_SEEDS = 500;
    private static final int LINES_SHOWN = 400;

    @Test
    void keepsEveryPromiseUnderFaults() {
        long first = Long.getLong(SEED, 1);
        long last = Long.getLong(SEED, SEEDS);
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed = first; seed <= last; seed++) {
            check(seed, false).forEach((what, times) -> counts.merge(what, times, Integer::sum));
        }
        if (first != last) {
            assertThat(counts)
                    .as("what has to happen in so many runs, or they prove little")
                    .containsKeys(
                            "found",
                            "takeover",
                            "raise",
                            "solo",
                            "join",
                            "switchover",
                            "conflict",
                            "late cas",
                            "truncate",
                            "cancel",
                            "tree",
                            "drop link",
                            "hold",
                            "role FENCED",
                            "role SICK",
                            "role BACKUP");
        }
    }

    /** The same without a third vote: the halves keep the record in turn, and what they ask each other gets lost as well. */
    @Test
    void keepsEveryPromiseUnderFaultsWithoutAWitness() {
        long first = Long.getLong(SEED, 1);
        long last = Long.getLong(SEED, LONE_SEEDS);
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed = first; seed <= last; seed++) {
            check(seed, true).forEach((what, times) -> counts.merge(what, times, Integer::sum));
        }
        if (first != last) {
            assertThat(counts)
                    .as("what has to happen in so many runs, or they prove little")
                    .containsKeys(
                            "found",
                            "takeover",
                            "raise",
                            "solo",
                            "join",
                            "switchover",
                            "vote taken",
                            "question of the dead",
                            "truncate",
                            "tree",
                            "hold",
                            "role FENCED",
                            "role BACKUP");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "mmsys.sim.hours", matches = ".+")
    void keepsEveryPromiseForHours() {
        double hours = Double.parseDouble(System.getProperty("mmsys.sim.hours"));
        long end = System.nanoTime() + (long) (hours * TimeUnit.HOURS.toNanos(1));
        for (long seed = System.currentTimeMillis() << 16; System.nanoTime() - end < 0; seed++) {
            check(seed, false);
            check(seed, true);
        }
    }

    /** The simulator must find each of these, and not only because something takes too long. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void finds(Mutant mutant) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<String> broken = new Simulation(seed, mutant, false).run();
            if (broken.filter(Simulation::isAboutSafety).isPresent()) {
                return;
            }
        }
        fail("not found in %d seeds: %s", SEEDS, mutant);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(trace(7)).isNotEmpty().isEqualTo(trace(7)).isNotEqualTo(trace(8));
    }

    private static List<String> trace(long seed) {
        return trace(seed, false);
    }

    private static Simulation simulation(long seed, boolean lone, boolean tracing) {
        return lone ? Simulation.lone(seed, Mutant.NONE, tracing) : new Simulation(seed, Mutant.NONE, tracing);
    }

    private static List<String> trace(long seed, boolean lone) {
        Simulation simulation = simulation(seed, lone, true);
        simulation.run();
        return simulation.monitor().lines();
    }

    private static Map<String, Integer> check(long seed, boolean lone) {
        Simulation simulation = simulation(seed, lone, false);
        Optional<String> broken = simulation.run();
        if (broken.isPresent()) {
            List<String> lines = trace(seed, lone);
            int from = System.getProperty(SEED) == null ? Math.max(0, lines.size() - LINES_SHOWN) : 0;
            fail(
                    "seed %d (replay with -Dmmsys.sim.seed=%d): %s%n%s",
                    seed, seed, broken.get(), String.join("\n", lines.subList(from, lines.size())));
        }
        return simulation.monitor().counts();
    }
}
