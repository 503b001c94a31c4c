package org.mmsys.replica.pair;

import java.util.List;
import java.util.Optional;

/**
 * What a node does that is not primary: follows the primary it meets, and asks for the office of one that is silent.
 *
 * <p>Acknowledges only in the epoch that it has promised on its disk, in the present round, what continues its log.
 */
final class Following {
    private final Core core;
    private final RegistryDesk desk;
    private Phase phase = Phase.NONE;
    private boolean active;
    private long epoch;
    private long round;
    private long primaryCommit;
    private long heardAt;
    private boolean suspects;
    private String suspicion = "";
    private long suspectsSince;
    private long suspectsMark;
    private long candidateSince;
    private long candidateVersion;
    private boolean echoed;
    private long echoedAt;
    private boolean leaseIsOver;
    private boolean offered;

    private enum Phase {
        NONE,
        PROMISING,
        MATCHING,
        MATCHED
    }

    Following(Core core, RegistryDesk desk) {
        this.core = core;
        this.desk = desk;
    }

    boolean active() {
        return active;
    }

    void begin(PairRole role, String why) {
        active = true;
        core.role(role, why);
        listenAgain();
    }

    private void listenAgain() {
        phase = Phase.NONE;
        suspects = false;
        offered = false;
        heardAt = core.now();
        hello();
    }

    void hello() {
        core.send(new PairMessage.Hello(core.self(), core.store(), core.promise(), desk.version()));
    }

    /** It has won an office. */
    void leave() {
        active = false;
        phase = Phase.NONE;
        suspects = false;
        offered = false;
    }

    /** From when on this node may show what its log says: nobody else holds a lease then. */
    long serveNotBefore() {
        if (leaseIsOver) {
            return core.now();
        }
        return (echoed ? echoedAt : core.startedAt()) + core.timing().grace().toNanos();
    }

    void stoodStill() {
        heardAt = core.now();
    }

    void linkUp() {
        phase = Phase.NONE;
    }

    void linkDown(boolean nobodyListens) {
        phase = Phase.NONE;
        if (nobodyListens) {
            leaseIsOver = true;
            if (active) {
                suspect("the primary's process is dead: its address refuses connections");
            }
        }
    }

    private void suspect(String why) {
        if (!suspects) {
            suspects = true;
            suspicion = why;
            suspectsSince = core.now();
            suspectsMark = desk.mark();
        }
    }

    private void heard() {
        heardAt = core.now();
        suspects = offered;
    }

    private boolean candidate() {
        return core.role() == PairRole.CANDIDATE;
    }

    private boolean inSync() {
        PairRecord record = desk.record();
        return record.inSync().contains(core.self()) && record.knows(core.self(), core.store());
    }

    void tick() {
        if (!active) {
            return;
        }
        long silence = core.now() - heardAt;
        if (silence > core.timing().grace().toNanos()) {
            suspect("nothing was heard of the primary for "
                    + core.timing().grace().toMillis() + " ms");
        }
        if (core.linkUp() && silence > 2 * core.timing().grace().toNanos()) {
            phase = Phase.NONE;
            core.dropLink("nothing is heard on it");
        }
        if (offered
                && !candidate()
                && core.now() - suspectsSince > core.timing().candidacy().toNanos()) {
            listenAgain();
        }
        if (candidate()
                && core.now() - candidateSince > core.timing().candidacy().toNanos()) {
            core.role(PairRole.JOINING, "the registry has not decided in time: listening to the primary again");
            listenAgain();
        }
    }

    void settle() {
        if (!active) {
            return;
        }
        if (phase == Phase.PROMISING && core.promise() >= epoch && core.log().still()) {
            phase = Phase.MATCHING;
            core.send(new PairMessage.Following(
                    epoch, round, core.store(), core.log().base(), core.log().written()));
        }
        if (phase == Phase.MATCHED) {
            long limit = Math.min(primaryCommit, core.log().durable().sequence());
            if (limit > core.log().commit()) {
                core.log().committed(limit);
                core.act(new PairAction.Commit(limit));
            }
        }
        nameRole();
        considerCandidacy();
    }

    private void nameRole() {
        if (core.role() == PairRole.BACKUP && !(phase == Phase.MATCHED && inSync())) {
            core.role(PairRole.JOINING, phase == Phase.MATCHED ? "no longer in sync" : "no longer matched");
        } else if (core.role() == PairRole.JOINING && phase == Phase.MATCHED && inSync()) {
            core.role(PairRole.BACKUP, "matched in epoch " + epoch + " and in sync");
        }
    }

    private void considerCandidacy() {
        if (!suspects || candidate()) {
            return;
        }
        if (!desk.readSince(suspectsMark)) {
            desk.wantReadSince(suspectsMark);
        } else if (inSync() && !core.log().cutting()) {
            candidateSince = core.now();
            candidateVersion = desk.version();
            phase = Phase.NONE;
            core.role(PairRole.CANDIDATE, suspicion);
        } else {
            desk.wantReadEvery(core.timing().recheck().toNanos());
        }
    }

    /** The record names the other. */
    void notElected() {
        if (candidate() && desk.version() > candidateVersion) {
            core.role(
                    PairRole.JOINING,
                    "not elected: the record names " + desk.record().primary() + ", epoch "
                            + desk.record().epoch());
            listenAgain();
        }
    }

    Optional<Wish> wish() {
        if (!active || !candidate()) {
            return Optional.empty();
        }
        InvariantBroken.unless(inSync(), Invariant.I2, "candidate outside the in-sync set", desk.version());
        PairRecord record = desk.record();
        long next = Math.max(core.promise(), record.epoch()) + 1;
        return Optional.of(
                new Wish(Wish.Kind.TAKEOVER, record.withReign(next, core.self(), InSync.only(core.self()), suspicion)));
    }

    /** Tells a sender whose epoch is over; true if it was one. */
    private boolean refuses(long itsEpoch) {
        long bound = Math.max(core.promise(), desk.record().epoch());
        if (itsEpoch < bound) {
            core.send(new PairMessage.Refuse(bound, desk.version(), "epoch " + itsEpoch + " is over"));
            return true;
        }
        return false;
    }

    void welcome(PairMessage.Welcome welcome) {
        if (candidate() || refuses(welcome.epoch())) {
            return;
        }
        if (welcome.epoch() > desk.record().epoch()) {
            desk.wantRead();
        }
        heard();
        epoch = welcome.epoch();
        round = welcome.round();
        phase = Phase.PROMISING;
        primaryCommit = 0;
        core.askPromise(epoch);
        if (core.role() == PairRole.FENCED || core.role() == PairRole.STARTING) {
            core.role(PairRole.JOINING, "follows the primary of epoch " + epoch);
        }
    }

    private boolean isCurrent(long itsEpoch, long itsRound) {
        return !candidate() && itsEpoch == epoch && itsRound == round && core.promise() == epoch;
    }

    void probe(PairMessage.Probe probe) {
        if (phase == Phase.MATCHING && isCurrent(probe.epoch(), probe.round())) {
            if (core.whole()) {
                core.act(new PairAction.FindChains(round, probe.sequences()));
            } else { // has nothing in common with anybody: the tree is needed
                core.send(new PairMessage.Match(epoch, round, List.of()));
            }
        }
    }

    void chainsFound(long itsRound, List<LogPoint> points) {
        if (phase == Phase.MATCHING && itsRound == round) {
            core.send(new PairMessage.Match(epoch, round, points));
        }
    }

    void truncate(PairMessage.Truncate truncate) {
        if (phase != Phase.MATCHING || !isCurrent(truncate.epoch(), truncate.round())) {
            return;
        }
        LogPoint written = core.log().written();
        if (truncate.to().equals(written)) {
            matched();
        } else if (!inSync() && truncate.to().sequence() < core.log().commit()) {
            core.explain("entries behind " + truncate.to().sequence()
                    + " were acknowledged here alone, and the record goes on without them: an administrator's order?"
                    + " They are put aside, and the other half's store is needed");
            core.act(new PairAction.KeepAside(truncate.to()));
            core.unlike();
            phase = Phase.NONE;
            hello();
        } else {
            InvariantBroken.unless(
                    truncate.to().sequence() < written.sequence(), Invariant.I5, "cut behind the end", truncate);
            core.log().cut(truncate.to());
            core.explain("the log's end behind " + truncate.to().sequence() + " was never acknowledged: put aside");
            core.act(new PairAction.TruncateTo(truncate.to()));
        }
    }

    void truncated() {
        if (phase == Phase.MATCHING && active && !candidate()) {
            matched();
        }
    }

    private void matched() {
        phase = Phase.MATCHED;
        acknowledge();
    }

    void append(PairMessage.Append append) {
        if (phase != Phase.MATCHED || !isCurrent(append.epoch(), append.round())) {
            if (!candidate()) {
                refuses(append.epoch());
            }
            return;
        }
        heard();
        primaryCommit = Math.max(primaryCommit, append.commit());
        if (!append.previous().equals(core.log().written())) {
            reject(PairMessage.Reason.GAP);
        } else if (append.last().sequence() > append.previous().sequence()) {
            core.log().appended(append.last());
            core.act(new PairAction.WriteEntries(append));
        }
    }

    private void reject(PairMessage.Reason reason) {
        phase = Phase.NONE; // until the next round
        core.send(new PairMessage.Nack(epoch, round, core.log().written(), reason));
    }

    void writeRefused() {
        if (phase == Phase.MATCHED) {
            reject(PairMessage.Reason.FULL);
        }
    }

    void acknowledge() {
        if (phase == Phase.MATCHED) {
            InvariantBroken.unless(core.promise() == epoch, Invariant.I4, "acknowledges in", epoch);
            core.send(new PairMessage.Ack(
                    epoch, round, core.log().durable(), core.log().applied(), core.diskFull()));
        }
    }

    void ping(PairMessage.Ping ping) {
        if (candidate() || offered || refuses(ping.epoch())) {
            return;
        }
        heard();
        if (ping.epoch() != core.promise() || phase == Phase.NONE) {
            hello();
        }
        if (ping.epoch() == core.promise()) {
            if (phase == Phase.MATCHED && epoch == ping.epoch()) {
                primaryCommit = Math.max(primaryCommit, ping.commit());
            }
            echoed = true;
            echoedAt = core.now();
            leaseIsOver = false;
            core.send(new PairMessage.Pong(ping.epoch(), ping.sentAtNanos(), core.diskFull()));
        }
    }

    void handover(PairMessage.Handover handover) {
        boolean able = phase == Phase.MATCHED
                && handover.epoch() == epoch
                && !candidate()
                && inSync()
                && core.log().durable().sequence() >= handover.last().sequence();
        core.send(new PairMessage.Take(handover.epoch(), able));
        if (able) {
            leaseIsOver = true;
            offered = true;
            suspect("the primary hands the office over");
        }
    }

    void sick() {
        core.send(new PairMessage.Nack(epoch, round, core.log().written(), PairMessage.Reason.SICK));
    }
}
