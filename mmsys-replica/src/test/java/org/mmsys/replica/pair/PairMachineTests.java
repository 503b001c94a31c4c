package org.mmsys.replica.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The machine alone, step by step: order of steps, answers that tell nothing, epochs that are over. */
class PairMachineTests {
    private static final long MILLISECOND = 1_000_000L;
    private static final UUID OWN = new UUID(1, 1);
    private static final UUID THEIRS = new UUID(2, 2);
    private static final long INCARNATION = 77;
    private static final CasToken FOREIGN = new CasToken(5, 5);
    private static final LogPoint ONE = new LogPoint(1, new ChainMark(1, 1));
    private static final LogPoint TWO = new LogPoint(2, new ChainMark(2, 2));
    private static final LogPoint THREE = new LogPoint(3, new ChainMark(3, 3));

    private final PairMachine machine = new PairMachine(new PairOptions(Half.A, false, false, PairTiming.defaults()));
    private final List<PairAction> said = new ArrayList<>();
    private long now;

    private void step(PairEvent event) {
        said.addAll(machine.step(event, now));
    }

    private void pass(long milliseconds) {
        for (long i = 0; i < milliseconds; i += 25) {
            now += 25 * MILLISECOND;
            step(new PairEvent.Tick());
        }
    }

    private <T extends PairAction> Optional<T> last(Class<T> kind) {
        return said.stream().filter(kind::isInstance).map(kind::cast).reduce((first, second) -> second);
    }

    private <T extends PairMessage> Optional<T> lastSent(Class<T> kind) {
        return said.stream()
                .filter(PairAction.Send.class::isInstance)
                .map(send -> ((PairAction.Send) send).message())
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((first, second) -> second);
    }

    private static PairRecord record(long epoch, Half primary, InSync inSync, CasToken token) {
        return new PairRecord(epoch, primary, inSync, Optional.of(OWN), Optional.of(THEIRS), token, "a test");
    }

    private void start(long promise, LogPoint last) {
        step(new PairEvent.Started(new PairStart(OWN, INCARNATION, promise, LogPoint.START, last, 0)));
    }

    private void read(long version, PairRecord record) {
        long number = last(PairAction.ReadRecord.class).orElseThrow().number();
        step(new PairEvent.RecordRead(number, new RecordAnswer.Found(new RecordVersion(version, record))));
    }

    private PairAction.Cas lastCas() {
        return last(PairAction.Cas.class).orElseThrow();
    }

    private void answer(CasAnswer answer) {
        step(new PairEvent.CasAnswered(lastCas().record().token(), answer));
    }

    private void receive(PairMessage message) {
        step(new PairEvent.MessageReceived(message));
    }

    /** Primary of epoch 4, whose epoch entry is number 2. */
    private void becomePrimary(InSync inSync) {
        start(3, ONE);
        read(7, record(3, Half.A, inSync, FOREIGN));
        answer(new CasAnswer.Applied());
        step(new PairEvent.PromiseDurable(4));
        step(new PairEvent.Appended(TWO, 4));
        step(new PairEvent.LogSynced(TWO));
    }

    private void partnerMatches() {
        step(new PairEvent.LinkUp());
        receive(new PairMessage.Hello(Half.B, THEIRS, 3, 7));
        long round = lastSent(PairMessage.Welcome.class).orElseThrow().round();
        receive(new PairMessage.Following(4, round, THEIRS, LogPoint.START, ONE));
        receive(new PairMessage.Match(4, round, List.of(ONE)));
        step(new PairEvent.ChainsFound(round, List.of(ONE)));
        receive(new PairMessage.Ack(4, round, ONE, 0, false));
        assertThat(last(PairAction.Ship.class)).contains(new PairAction.Ship(4, round, ONE));
    }

    private long round() {
        return lastSent(PairMessage.Welcome.class).orElseThrow().round();
    }

    /** Follows the primary of epoch 4, matched at entry 1. */
    private void becomeBackup() {
        start(3, ONE);
        read(7, record(4, Half.B, InSync.BOTH, FOREIGN));
        step(new PairEvent.LinkUp());
        receive(new PairMessage.Welcome(4, 9, 7));
        step(new PairEvent.PromiseDurable(4));
        receive(new PairMessage.Truncate(4, 9, ONE));
        assertThat(machine.role()).isEqualTo(PairRole.BACKUP);
    }

    private static PairMessage.Append append(long epoch, long round, LogPoint previous, LogPoint last, long commit) {
        return new PairMessage.Append(epoch, round, previous, last, commit, ByteBuffer.allocate(0));
    }

    @Test
    void readsTheRecordBeforeItFollowsAnybody() {
        start(3, ONE);
        step(new PairEvent.LinkUp());
        receive(new PairMessage.Welcome(4, 9, 7));
        receive(append(4, 9, ONE, TWO, 1));
        assertThat(lastSent(PairMessage.Following.class)).isEmpty();
        assertThat(last(PairAction.WriteEntries.class)).isEmpty();
    }

    @Test
    void asksThenPromisesThenActs() {
        start(3, ONE);
        read(7, record(3, Half.A, InSync.ONLY_A, FOREIGN));
        assertThat(lastCas().expectedVersion()).isEqualTo(7);
        assertThat(lastCas().record().epoch()).isEqualTo(4);
        assertThat(last(PairAction.MakePromiseDurable.class)).isEmpty();
        answer(new CasAnswer.Applied());
        assertThat(last(PairAction.MakePromiseDurable.class)).contains(new PairAction.MakePromiseDurable(4));
        assertThat(last(PairAction.AppendEpochEntry.class)).isEmpty();
        step(new PairEvent.PromiseDurable(4));
        assertThat(last(PairAction.AppendEpochEntry.class)).contains(new PairAction.AppendEpochEntry(4));
        assertThat(machine.role()).isEqualTo(PairRole.PRIMARY_SOLO);
    }

    @Test
    void servesOnlyWhenItsEpochIsCommittedAndApplied() {
        becomePrimary(InSync.ONLY_A);
        assertThat(last(PairAction.Commit.class)).contains(new PairAction.Commit(2));
        assertThat(last(PairAction.Serve.class)).isEmpty();
        step(new PairEvent.Applied(2));
        pass(1100); // it cannot know whom it echoed before it was started
        assertThat(last(PairAction.Serve.class)).contains(new PairAction.Serve(PairRole.PRIMARY_SOLO, 4, 2));
    }

    @Test
    void commitsNothingInDuoWithoutAnAcknowledgementOfThisEpoch() {
        becomePrimary(InSync.BOTH);
        receive(new PairMessage.Ack(3, 1, TWO, 0, false));
        assertThat(last(PairAction.Commit.class)).isEmpty();
        partnerMatches();
        assertThat(last(PairAction.Commit.class)).contains(new PairAction.Commit(1));
        receive(new PairMessage.Ack(4, round(), TWO, 0, false));
        assertThat(last(PairAction.Commit.class)).contains(new PairAction.Commit(2));
    }

    @Test
    void goesOnAloneOnlyWhenTheRecordSaysSo() {
        becomePrimary(InSync.BOTH);
        pass(900);
        assertThat(lastCas().record().inSync()).isEqualTo(InSync.ONLY_A);
        assertThat(machine.commitsAlone()).isFalse();
        answer(new CasAnswer.Unknown());
        assertThat(machine.commitsAlone()).isFalse();
        pass(100);
        read(9, lastCas().record()); // it was applied all the same
        assertThat(machine.commitsAlone()).isTrue();
        assertThat(last(PairAction.Commit.class)).contains(new PairAction.Commit(2));
    }

    @Test
    void needsThePartnerWhileItsJoiningIsUndecided() {
        becomePrimary(InSync.ONLY_A);
        PairRecord alone = lastCas().record();
        partnerMatches();
        receive(new PairMessage.Ack(4, round(), TWO, 0, false));
        assertThat(lastCas().record().inSync()).isEqualTo(InSync.BOTH);
        PairAction.Cas joining = lastCas();
        answer(new CasAnswer.Unknown());
        step(new PairEvent.LinkDown(true));
        step(new PairEvent.Appended(THREE, 4));
        step(new PairEvent.LogSynced(THREE));
        pass(100);
        read(8, alone);
        assertThat(machine.commitsAlone()).isFalse();
        assertThat(machine.committed()).isEqualTo(2);
        pass(100);
        assertThat(lastCas().record().inSync()).isEqualTo(InSync.ONLY_A);
        assertThat(lastCas().record().token()).isNotEqualTo(joining.record().token());
        answer(new CasAnswer.Applied());
        assertThat(machine.commitsAlone()).isTrue();
        assertThat(machine.committed()).isEqualTo(3);
    }

    @Test
    void undecidedProposalIsRepeatedUnderTheSameToken() {
        becomePrimary(InSync.BOTH);
        pass(900);
        PairAction.Cas first = lastCas();
        answer(new CasAnswer.Unknown());
        pass(100);
        read(8, record(4, Half.A, InSync.BOTH, new CasToken(INCARNATION, 1)));
        pass(100);
        assertThat(lastCas()).isEqualTo(first);
    }

    @Test
    void refusedCandidateLeavesNoTrace() {
        becomeBackup();
        pass(1100);
        read(7, record(4, Half.B, InSync.BOTH, FOREIGN));
        assertThat(machine.role()).isEqualTo(PairRole.CANDIDATE);
        answer(new CasAnswer.Conflict(Optional.of(new RecordVersion(8, record(4, Half.B, InSync.ONLY_B, FOREIGN)))));
        assertThat(machine.role()).isEqualTo(PairRole.JOINING);
        assertThat(machine.promise()).isEqualTo(4);
        assertThat(last(PairAction.MakePromiseDurable.class)).contains(new PairAction.MakePromiseDurable(4));
    }

    @Test
    void asksForNothingWhileTheRegistryIsAway() {
        becomeBackup();
        said.clear();
        for (int i = 0; i < 20; i++) {
            pass(500);
            last(PairAction.ReadRecord.class)
                    .ifPresent(read -> step(new PairEvent.RecordRead(read.number(), new RecordAnswer.Unavailable())));
        }
        assertThat(last(PairAction.Cas.class)).isEmpty();
        assertThat(machine.role()).isNotEqualTo(PairRole.CANDIDATE);
    }

    @Test
    void takesUpItsOwnLateTakeover() {
        becomeBackup();
        pass(1100);
        read(7, record(4, Half.B, InSync.BOTH, FOREIGN));
        PairRecord mine = lastCas().record();
        pass(2100); // no answer: it listens to the old primary again
        assertThat(machine.role()).isNotEqualTo(PairRole.CANDIDATE);
        receive(new PairMessage.Welcome(4, 10, 7));
        receive(new PairMessage.Truncate(4, 10, ONE));
        step(new PairEvent.RecordChanged());
        read(8, mine);
        assertThat(last(PairAction.MakePromiseDurable.class)).contains(new PairAction.MakePromiseDurable(5));
        step(new PairEvent.PromiseDurable(5));
        assertThat(machine.role()).isEqualTo(PairRole.PRIMARY_SOLO);
    }

    @Test
    void takeoverOfAnEarlierStartIsNotItsOwn() {
        start(4, ONE);
        read(8, record(5, Half.A, InSync.ONLY_A, new CasToken(INCARNATION - 1, 3)));
        assertThat(machine.role()).isEqualTo(PairRole.RAISING);
        assertThat(lastCas().record().epoch()).isEqualTo(6);
    }

    @Test
    void nodeOutsideTheSetIsNoCandidate() {
        start(3, ONE);
        read(7, record(4, Half.B, InSync.ONLY_B, FOREIGN));
        pass(5000);
        assertThat(last(PairAction.Cas.class)).isEmpty();
    }

    @Test
    void anotherDiskIsNoCandidateAndNoPrimary() {
        step(new PairEvent.Started(new PairStart(new UUID(9, 9), INCARNATION, 0, LogPoint.START, LogPoint.START, 0)));
        read(7, record(4, Half.A, InSync.BOTH, FOREIGN));
        pass(5000);
        assertThat(last(PairAction.Cas.class)).isEmpty();
        assertThat(machine.role()).isEqualTo(PairRole.STARTING);
    }

    @Test
    void aLogThatIsNotWholeHasNothingInCommonWithAnybody() {
        PairStart start = new PairStart(new UUID(9, 9), INCARNATION, 0, LogPoint.START, ONE, 0, false);
        step(new PairEvent.Started(start));
        read(7, record(4, Half.B, InSync.BOTH, FOREIGN));
        step(new PairEvent.LinkUp());
        receive(new PairMessage.Welcome(4, 9, 7));
        step(new PairEvent.PromiseDurable(4));
        assertThat(lastSent(PairMessage.Following.class).orElseThrow().store()).isEqualTo(new UUID(9, 9));
        receive(new PairMessage.Probe(4, 9, List.of(1L)));
        assertThat(lastSent(PairMessage.Match.class).orElseThrow().points()).isEmpty();
        pass(5000);
        assertThat(last(PairAction.Cas.class)).isEmpty();
    }

    @Test
    void aLogThatIsNotWholeIsNoPrimaryUnlessAnAdministratorSaysSo() {
        UUID unknown = new UUID(9, 9);
        step(new PairEvent.Started(new PairStart(unknown, INCARNATION, 0, LogPoint.START, ONE, 0, false)));
        read(7, record(4, Half.A, InSync.ONLY_A, FOREIGN));
        pass(5000);
        assertThat(last(PairAction.Cas.class)).isEmpty();
        assertThat(last(PairAction.Explain.class).orElseThrow().explanation().sentence())
                .contains("damaged or missing");
        read(8, record(5, Half.A, InSync.ONLY_A, FOREIGN).withStore(Half.A, Optional.of(unknown)));
        assertThat(lastCas().record().epoch()).isEqualTo(6);
    }

    @Test
    void refusesEntriesOfAnEpochThatIsOver() {
        becomeBackup();
        said.clear();
        receive(append(3, 9, ONE, TWO, 1));
        assertThat(last(PairAction.WriteEntries.class)).isEmpty();
        assertThat(lastSent(PairMessage.Refuse.class).orElseThrow().epoch()).isEqualTo(4);
    }

    @Test
    void takesNoEntriesWithAGap() {
        becomeBackup();
        receive(append(4, 9, TWO, THREE, 1));
        assertThat(last(PairAction.WriteEntries.class)).isEmpty();
        assertThat(lastSent(PairMessage.Nack.class).orElseThrow().reason()).isEqualTo(PairMessage.Reason.GAP);
    }

    @Test
    void acknowledgesWhatIsDurableAndNotWhatIsWritten() {
        becomeBackup();
        said.clear();
        receive(append(4, 9, ONE, TWO, 1));
        assertThat(lastSent(PairMessage.Ack.class)).isEmpty();
        step(new PairEvent.LogSynced(TWO));
        assertThat(lastSent(PairMessage.Ack.class).orElseThrow().durable()).isEqualTo(TWO);
    }

    @Test
    void higherPromiseMeansReadAgainAndGoOnAboveIt() {
        becomePrimary(InSync.BOTH);
        PairRecord own = lastCas().record();
        step(new PairEvent.LinkUp());
        receive(new PairMessage.Hello(Half.B, THEIRS, 9, 8));
        assertThat(machine.role()).isEqualTo(PairRole.PRIMARY_DUO);
        read(8, own);
        assertThat(machine.role()).isEqualTo(PairRole.RAISING);
        assertThat(lastCas().record().epoch()).isEqualTo(10);
        assertThat(last(PairAction.DropSessions.class)).isEmpty();
    }

    @Test
    void onlyARecordThatNamesTheOtherFences() {
        becomePrimary(InSync.BOTH);
        step(new PairEvent.RecordChanged());
        read(9, record(5, Half.B, InSync.ONLY_B, FOREIGN));
        assertThat(machine.role()).isEqualTo(PairRole.FENCED);
        assertThat(last(PairAction.DropSessions.class)).isPresent();
    }

    @Test
    void answerToAnOlderReadIsNoNews() {
        becomeBackup();
        pass(1100);
        PairAction.ReadRecord asked = last(PairAction.ReadRecord.class).orElseThrow();
        step(new PairEvent.RecordRead(
                asked.number() - 1,
                new RecordAnswer.Found(new RecordVersion(7, record(4, Half.B, InSync.BOTH, FOREIGN)))));
        assertThat(machine.role()).isNotEqualTo(PairRole.CANDIDATE);
    }

    @Test
    void brokenInvariantEndsTheNodeAtOnce() {
        becomePrimary(InSync.BOTH);
        said.clear();
        step(new PairEvent.Applied(2)); // nothing is committed
        assertThat(last(PairAction.Fatal.class).orElseThrow().invariant()).isEqualTo(Invariant.I6);
        assertThat(machine.step(new PairEvent.Tick(), now)).isEmpty();
    }

    @Test
    void neverCutsWhatIsCommitted() {
        becomeBackup();
        receive(append(4, 9, ONE, TWO, 2));
        step(new PairEvent.LogSynced(TWO));
        assertThat(machine.committed()).isEqualTo(2);
        receive(new PairMessage.Welcome(4, 10, 7));
        receive(new PairMessage.Truncate(4, 10, ONE));
        assertThat(last(PairAction.Fatal.class).orElseThrow().invariant()).isEqualTo(Invariant.I7);
    }

    @Test
    void leaseEndsByItselfAndByAPause() {
        becomePrimary(InSync.BOTH);
        partnerMatches();
        receive(new PairMessage.Ack(4, round(), TWO, 0, false));
        step(new PairEvent.Applied(2));
        pass(1100);
        PairMessage.Ping ping = lastSent(PairMessage.Ping.class).orElseThrow();
        receive(new PairMessage.Pong(4, ping.sentAtNanos(), false));
        assertThat(machine.mayShow(ping.sentAtNanos() + 699 * MILLISECOND)).isTrue();
        assertThat(machine.mayShow(ping.sentAtNanos() + 700 * MILLISECOND)).isFalse();
        step(new PairEvent.ClockDoubt());
        assertThat(machine.mayShow(now)).isFalse();
    }

    @Test
    void unsafeTimingIsRefused() {
        PairTiming sound = PairTiming.defaults();
        assertThatThrownBy(() -> new PairTiming(
                        sound.heartbeat(),
                        Duration.ofMillis(850),
                        sound.grace(),
                        sound.suspicion(),
                        sound.margin(),
                        sound.stall(),
                        sound.candidacy(),
                        sound.registryPatience(),
                        sound.readAgain(),
                        sound.recheck(),
                        sound.lateTick(),
                        sound.joinLagEntries()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
