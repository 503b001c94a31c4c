package org.mmsys.replica.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The specification process alone: that it takes the model's own traces, and that it has teeth. */
class SpecMonitorTests {
    private static final int SEEDS = 2000;
    private static final int RUNS = 60;

    private final SpecMonitor monitor = new SpecMonitor();

    @Test
    void takesWhatTheModelDoes() {
        begin();
        takes(submit(Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.REPL, Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.RACK, Half.A, 1, false, box(1)));
        takes(ok(Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.CRASH, Half.A));
        takes(SpecEvent.of(SpecEvent.Kind.TAKEOVER, Half.B, 2, false, box(1)));
        takes(SpecEvent.of(SpecEvent.Kind.ALONE, Half.B));
        takes(submit(Half.B, 2));
        takes(ok(Half.B, 2));
        takes(SpecEvent.of(SpecEvent.Kind.RESTART, Half.A));
        takes(SpecEvent.of(SpecEvent.Kind.NOT_ALONE, Half.B));
        takes(SpecEvent.of(SpecEvent.Kind.JOIN, Half.B, 2, true, box(1, 2)));
    }

    @Test
    void takesNoTakeoverThatLacksAnAcknowledgedMessage() {
        begin();
        takes(submit(Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.GOSOLO, Half.A, 1, false, box()));
        takes(ok(Half.A, 1));
        refuses(SpecEvent.of(SpecEvent.Kind.RAISE, Half.A, 2, false, box()), "SPEC does not take it");
    }

    @Test
    void takesNoTakeoverOfOneThatIsNotInSync() {
        begin();
        takes(SpecEvent.of(SpecEvent.Kind.GOSOLO, Half.A, 1, false, box()));
        refuses(SpecEvent.of(SpecEvent.Kind.TAKEOVER, Half.B, 2, false, box()), "REG does not take it");
    }

    @Test
    void takesNoAcknowledgementBeforeTheOtherDisk() {
        begin();
        takes(submit(Half.A, 1));
        refuses(ok(Half.A, 1), "DISKS does not take an acknowledgement that B has not");
    }

    @Test
    void takesNoAcknowledgementBeforeTheAnswer() {
        begin();
        takes(submit(Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.REPL, Half.A, 1));
        refuses(ok(Half.A, 1), "before the answer");
    }

    @Test
    void takesNoAcknowledgementOfADeadNode() {
        begin();
        takes(submit(Half.A, 1));
        takes(SpecEvent.of(SpecEvent.Kind.CRASH, Half.A));
        refuses(ok(Half.A, 1), "NODE does not take");
    }

    @Test
    void takesNoSecondNodeAlone() {
        begin();
        takes(SpecEvent.of(SpecEvent.Kind.ALONE, Half.A));
        refuses(SpecEvent.of(SpecEvent.Kind.ALONE, Half.B), "ALONE does not take");
    }

    @Test
    void showsTheTraceInTheModelsWords() {
        begin();
        takes(submit(Half.A, 7));
        assertThat(monitor.take(ok(Half.A, 7)).orElseThrow()).endsWith("submit.A.7, ok.A.7>");
    }

    /** Defects that the model knows, judged by the specification alone; a forgotten promise the machine itself notices before. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {
                "LYING_REGISTRY",
                "ACK_BEFORE_SYNC",
                "ACK_OF_WHAT_IS_UNDER_WAY",
                "JOIN_BEFORE_CAUGHT_UP",
                "SOLO_BEFORE_CAS",
                "OLD_EPOCH_ACCEPTED"
            })
    void findsByItself(Mutant mutant) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            if (Simulation.underSpecification(seed, mutant).run().isPresent()) {
                return;
            }
        }
        fail("not found in %d seeds: %s", SEEDS, mutant);
    }

    @Test
    void isFedByTheSimulator() {
        for (long seed = 1; seed <= RUNS; seed++) {
            Simulation simulation = Simulation.underSpecification(seed, Mutant.NONE);
            assertThat(simulation.run()).as("seed %d", seed).isEmpty();
            assertThat(simulation.monitor().specification().events())
                    .as("seed %d: events", seed)
                    .isGreaterThan(2 * simulation.monitor().acknowledgements());
        }
    }

    private void begin() {
        takes(SpecEvent.of(SpecEvent.Kind.FOUND, Half.A, 1, true, box()));
    }

    private static SpecEvent submit(Half half, int operation) {
        return SpecEvent.of(SpecEvent.Kind.SUBMIT, half, operation);
    }

    private static SpecEvent ok(Half half, int operation) {
        return SpecEvent.of(SpecEvent.Kind.OK, half, operation);
    }

    private static BitSet box(int... operations) {
        BitSet box = new BitSet();
        for (int operation : operations) {
            box.set(operation);
        }
        return box;
    }

    private void takes(SpecEvent event) {
        assertThat(monitor.take(event)).isEqualTo(Optional.empty());
    }

    private void refuses(SpecEvent event, String why) {
        assertThat(monitor.take(event).orElse("taken")).contains(why);
    }
}
