package org.mmsys.replica.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.testkit.SimNetwork;

/** One fault at a time: who serves then, and how soon. */
class PairScenarioTests {
    private static final long MILLISECOND = SimNode.MILLISECOND;
    private static final long SECOND = 1000 * MILLISECOND;

    private Simulation pair = Simulation.quiet(1);

    @BeforeEach
    void becomesInSync() {
        begin(1);
    }

    private void begin(long seed) {
        pair = Simulation.quiet(seed);
        assertThat(pair.settledWithin(3 * SECOND)).isTrue();
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(200 * MILLISECOND);
    }

    private SimNode backup() {
        return pair.other(pair.primary());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void killedPrimaryIsReplacedWithinHalfASecond(long seed) {
        begin(seed);
        SimNode primary = pair.primary();
        SimNode backup = backup();
        primary.crash(false);
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(500 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(backup);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void deadMachineIsReplacedWithinOneAndAHalfSeconds(long seed) {
        begin(seed);
        SimNode backup = backup();
        pair.primary().crash(true);
        assertThat(pair.nanosToAcknowledge(3 * SECOND)).isLessThan(1500 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(backup);
    }

    @Test
    void killedBackupIsMissedForAMoment() {
        SimNode primary = pair.primary();
        backup().crash(false);
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(300 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(primary);
        assertThat(primary.role()).isEqualTo(PairRole.PRIMARY_SOLO);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void cutBetweenThePairDoesNotMoveTheOffice(long seed) {
        begin(seed);
        SimNode primary = pair.primary();
        pair.faults().cut(Half.A, true, true);
        assertThat(pair.nanosToAcknowledge(3 * SECOND)).isLessThan(1500 * MILLISECOND);
        pair.runFor(5 * SECOND);
        assertThat(pair.primary()).isSameAs(primary);
        pair.faults().cut(Half.A, true, false);
        assertThat(pair.settledWithin(5 * SECOND)).isTrue();
        assertThat(pair.primary()).isSameAs(primary);
    }

    @Test
    void killedPrimaryComesBackAsBackup() {
        SimNode first = pair.primary();
        first.crash(false);
        pair.nanosToAcknowledge(2 * SECOND);
        pair.faults().restart(first, false);
        assertThat(pair.settledWithin(3 * SECOND)).isTrue();
        assertThat(first.role()).isEqualTo(PairRole.BACKUP);
    }

    @Test
    void registryAwayChangesNothingWhileBothAreWell() {
        SimNode primary = pair.primary();
        registryAway(true);
        pair.runFor(20 * SECOND);
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(200 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(primary);
    }

    private void registryAway(boolean away) {
        pair.nodes().forEach(node -> pair.registry().away(node.half(), away));
    }

    @Test
    void nothingIsAcknowledgedAloneWithoutTheRegistry() {
        registryAway(true);
        backup().crash(true);
        assertThat(pair.nanosToAcknowledge(20 * SECOND)).isGreaterThan(20 * SECOND);
        registryAway(false);
        assertThat(pair.nanosToAcknowledge(5 * SECOND)).isLessThan(2500 * MILLISECOND);
    }

    @Test
    void theHealedRegistryLeavesNoLateTakeover() {
        SimNode primary = pair.primary();
        registryAway(true);
        pair.faults().cut(Half.A, true, true);
        pair.runFor(5 * SECOND);
        pair.faults().cut(Half.A, true, false);
        pair.runFor(2 * SECOND);
        registryAway(false);
        pair.runFor(5 * SECOND);
        assertThat(pair.primary()).isSameAs(primary);
    }

    @Test
    void recordedPrimaryAloneGoesOnAfterBothDied() {
        SimNode primary = pair.primary();
        pair.nodes().forEach(node -> node.crash(true));
        pair.faults().restart(primary, true);
        assertThat(pair.nanosToAcknowledge(5 * SECOND)).isLessThan(2 * SECOND);
        assertThat(pair.primary()).isSameAs(primary);
    }

    @Test
    void backupInSyncAloneGoesOnAfterBothDied() {
        SimNode backup = backup();
        pair.nodes().forEach(node -> node.crash(true));
        pair.faults().restart(backup, true);
        assertThat(pair.nanosToAcknowledge(5 * SECOND)).isLessThan(2500 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(backup);
    }

    @Test
    void nodeThatLacksMailNeverServes() {
        SimNode primary = pair.primary();
        SimNode backup = backup();
        backup.crash(true);
        pair.nanosToAcknowledge(5 * SECOND);
        primary.crash(true);
        pair.faults().restart(backup, true);
        pair.runFor(60 * SECOND);
        assertThat(backup.serving()).isFalse();
        pair.faults().restart(primary, true);
        assertThat(pair.settledWithin(5 * SECOND)).isTrue();
        assertThat(pair.primary()).isSameAs(primary);
    }

    @Test
    void pausedPrimaryFindsItselfFenced() {
        SimNode first = pair.primary();
        first.pause();
        assertThat(pair.nanosToAcknowledge(3 * SECOND)).isLessThan(2 * SECOND);
        pair.runFor(3 * SECOND);
        first.resume();
        assertThat(pair.settledWithin(5 * SECOND)).isTrue();
        assertThat(first.role()).isEqualTo(PairRole.BACKUP);
        assertThat(pair.monitor().lines()).anyMatch(line -> line.contains("role=FENCED"));
    }

    @Test
    void switchoverMovesTheOfficeAtOnce() {
        SimNode first = pair.primary();
        first.step(new PairEvent.OperatorSwitchover());
        assertThat(pair.nanosToAcknowledge(2 * SECOND)).isLessThan(500 * MILLISECOND);
        assertThat(pair.primary()).isNotSameAs(first);
        assertThat(pair.settledWithin(3 * SECOND)).isTrue();
    }

    @Test
    void switchoverWithoutAPartnerIsRefused() {
        SimNode primary = pair.primary();
        backup().crash(false);
        pair.runFor(SECOND);
        primary.step(new PairEvent.OperatorSwitchover());
        assertThat(primary.serving()).isTrue();
    }

    @Test
    void switchoverIsGivenUpWhenTheRegistryIsAway() {
        SimNode primary = pair.primary();
        pair.registry().away(backup().half(), true);
        primary.step(new PairEvent.OperatorSwitchover());
        pair.runFor(5 * SECOND);
        assertThat(primary.serving()).isTrue();
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(200 * MILLISECOND);
    }

    @Test
    void emptyDiskIsFilledFromTheLogOrTheTree() {
        for (int i = 0; i < 50; i++) {
            pair.nanosToAcknowledge(SECOND);
        }
        SimNode backup = backup();
        pair.faults().replace(backup);
        pair.runFor(3 * SECOND);
        assertThat(pair.settledWithin(30 * SECOND)).isTrue();
        assertThat(backup.role()).isEqualTo(PairRole.BACKUP);
    }

    @Test
    void oldImageOfADiskIsFoundAndDoesNotCountAsInSync() {
        SimNode primary = pair.primary();
        SimNode backup = backup();
        long before = backup.log().durable();
        pair.nanosToAcknowledge(SECOND);
        pair.nanosToAcknowledge(SECOND);
        backup.crash(false);
        backup.log().restoreOldImage(before);
        pair.faults().restart(backup, false); // at once: the primary has no time to go on alone before it is back
        pair.runFor(SECOND);
        assertThat(pair.settledWithin(5 * SECOND)).isTrue();
        assertThat(pair.primary()).isSameAs(primary);
        assertThat(pair.monitor().lines()).anyMatch(line -> line.contains("old image"));
    }

    @Test
    void fullBackupStopsGrowthAndNotDeletions() {
        backup().full(true);
        pair.runFor(SECOND);
        assertThat(pair.nanosToAcknowledge(2 * SECOND)).isGreaterThan(2 * SECOND);
        backup().full(false);
        assertThat(pair.nanosToAcknowledge(2 * SECOND)).isLessThan(500 * MILLISECOND);
    }

    @Test
    void sickBackupIsLeftOutAtOnce() {
        SimNode primary = pair.primary();
        backup().step(new PairEvent.DiskFailed("a test"));
        assertThat(pair.nanosToAcknowledge(SECOND)).isLessThan(300 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(primary);
    }

    @Test
    void sickPrimaryHandsOver() {
        SimNode backup = backup();
        pair.primary().step(new PairEvent.DiskFailed("a test"));
        assertThat(pair.nanosToAcknowledge(2 * SECOND)).isLessThan(500 * MILLISECOND);
        assertThat(pair.primary()).isSameAs(backup);
    }

    @Test
    void everyChangeOfRoleIsExplained() {
        SimNode first = pair.primary();
        first.crash(false);
        pair.nanosToAcknowledge(2 * SECOND);
        List<String> said = pair.monitor().lines().stream()
                .filter(line -> line.contains("Explain"))
                .toList();
        assertThat(said)
                .anyMatch(line -> line.contains("CANDIDATE") && line.contains("refuses connections"))
                .anyMatch(line -> line.contains("won epoch 2"));
    }

    @Test
    void nobodyStartsOnAJournalThatNoRecordKnows() {
        PairMachine machine = new PairMachine(new PairOptions(Half.A, true, false, PairTiming.defaults()));
        LogPoint end = new LogPoint(3, new ChainMark(1, 2));
        machine.step(new PairEvent.Started(new PairStart(new java.util.UUID(1, 2), 3, 0, LogPoint.START, end, 3)), 0);
        assertThat(machine.step(new PairEvent.RecordRead(1, new RecordAnswer.Absent()), 1))
                .anyMatch(action -> action instanceof PairAction.Exit exit && exit.code() == 2);
    }

    @Test
    void hostIsGoneForTheNetworkToo() {
        SimNode primary = pair.primary();
        primary.crash(true);
        pair.network().node(SimWorld.index(primary.half()), SimNetwork.Node.GONE);
        assertThat(pair.nanosToAcknowledge(3 * SECOND)).isLessThan(2 * SECOND);
    }
}
