package org.mmsys.replica.pair;

import java.util.Optional;

/**
 * What the primary does: commits, serves, goes on alone, takes the partner back into the in-sync set.
 *
 * <p>Commits alone only while the newest record says so and no proposal that would take the partner in is undecided.
 */
final class Office {
    private final Core core;
    private final RegistryDesk desk;
    private final Partner partner;
    private final Lease lease;
    private final Replication replication;
    private final Switchover switchover;
    private boolean active;
    private boolean suspended;
    private long epoch;
    private long epochEntry;
    private boolean serving;
    private long serveNotBefore;
    private boolean joining;
    private boolean holding;
    private boolean growthAllowed = true;
    private boolean wasDuo;

    Office(Core core, RegistryDesk desk, Partner partner, Lease lease, Replication replication, Switchover switchover) {
        this.core = core;
        this.desk = desk;
        this.partner = partner;
        this.lease = lease;
        this.replication = replication;
        this.switchover = switchover;
    }

    boolean active() {
        return active;
    }

    long epoch() {
        return epoch;
    }

    /** The promise is durable and the record names this node: it acts from now on. */
    void begin(long newEpoch, long notBefore) {
        InvariantBroken.unless(
                core.promise() == newEpoch && desk.record().epoch() == newEpoch, Invariant.I4, "acts in", newEpoch);
        active = true;
        suspended = false;
        epoch = newEpoch;
        epochEntry = 0;
        serving = false;
        joining = false;
        serveNotBefore = notBefore;
        wasDuo = desk.record().inSync() == InSync.BOTH;
        switchover.forget();
        core.role(
                wasDuo ? PairRole.PRIMARY_DUO : PairRole.PRIMARY_SOLO,
                "the record names this node, epoch " + epoch + ": "
                        + desk.record().reason());
        replication.begin(epoch);
        core.act(new PairAction.AppendEpochEntry(epoch));
    }

    /** A new epoch is asked for: nothing is committed until it has begun. */
    void suspend() {
        suspended = true;
        joining = false;
        lease.discard();
    }

    void end(String why) {
        if (active) {
            active = false;
            serving = false;
            joining = false;
            switchover.forget();
            replication.end();
            core.act(new PairAction.StopServing(why));
            core.act(new PairAction.DropSessions());
            hold(false, why);
        }
    }

    void appended(LogPoint last, long itsEpoch) {
        if (active) {
            replication.appended(last);
            if (epochEntry == 0 && itsEpoch == epoch) {
                epochEntry = last.sequence();
            }
        }
    }

    /** Whether it commits without the partner. */
    boolean alone() {
        return active
                && !suspended
                && desk.record().primary() == core.self()
                && desk.record().epoch() == epoch
                && desk.record().inSync() == InSync.only(core.self())
                && !desk.undecided(Wish.Kind.JOIN);
    }

    boolean mayShow(long nanos) {
        return serving && (alone() || lease.validAt(nanos));
    }

    /** The partner has no room for what is behind this place: it is cut off here too, if nothing can have committed it. */
    void partnerIsFull(LogPoint written) {
        long end = written.sequence();
        LogState log = core.log();
        boolean mayCut = !alone()
                && !core.options().acceptSingleCopy()
                && !log.cutting()
                && end >= log.commit()
                && end < log.written().sequence()
                && epochEntry != 0
                && end >= epochEntry;
        if (mayCut) {
            log.cut(written);
            core.act(new PairAction.CancelAfter(written));
        } else {
            partner.noRoom();
        }
    }

    void settle() {
        if (!active || suspended) {
            return;
        }
        boolean alone = alone();
        replication.settle(alone);
        nameRole();
        considerJoining(alone);
        commit(alone && !joining);
        switchover.settle(desk.record().inSync() == InSync.BOTH);
        serve();
        hold(!alone && partner.suspicion().isPresent(), "the partner is missed, and the record says it is in sync");
        allowGrowth(!core.diskFull()
                && (alone || !partner.isFull() || core.options().acceptSingleCopy()));
    }

    private void nameRole() {
        boolean duo = desk.record().inSync() == InSync.BOTH;
        if (duo != wasDuo) {
            wasDuo = duo;
            joining = false;
            if (duo) {
                core.send(new PairMessage.Joined(epoch, desk.version()));
            } else if (partner.lack().isPresent()) {
                replication.welcome(); // now it may be filled
            }
        }
        core.role(
                duo ? PairRole.PRIMARY_DUO : PairRole.PRIMARY_SOLO,
                "epoch " + epoch + ": " + desk.record().reason());
    }

    /** Commits alone are stopped first; the record is changed when the partner has everything. */
    private void considerJoining(boolean alone) {
        boolean able = partner.matched()
                && partner.store().isPresent()
                && partner.suspicion().isEmpty()
                && partner.lack().isEmpty()
                && !(partner.isFull() && core.options().acceptSingleCopy());
        if (!able) {
            joining = false;
        } else if (alone && !joining) {
            joining = partner.durable().sequence() + core.timing().joinLagEntries()
                    >= core.log().written().sequence();
        }
    }

    private void commit(boolean withoutPartner) {
        LogState log = core.log();
        long own = log.durable().sequence();
        long limit = withoutPartner ? own : Math.min(own, partner.durable().sequence());
        if (limit > log.commit() && !log.cutting()) {
            InvariantBroken.unless(withoutPartner || partner.matched(), Invariant.I1, "partner not matched", limit);
            InvariantBroken.unless(
                    !withoutPartner || desk.record().inSync() == InSync.only(core.self()),
                    Invariant.I3,
                    "alone",
                    limit);
            log.committed(limit);
            core.act(new PairAction.Commit(limit));
        }
    }

    private void serve() {
        if (!serving
                && !switchover.underWay()
                && epochEntry != 0
                && core.log().applied() >= epochEntry
                && core.now() - serveNotBefore >= 0
                && (alone() || lease.validAt(core.now()))) {
            serving = true;
            core.act(new PairAction.Serve(core.role(), epoch, epochEntry));
        } else if (serving && switchover.underWay()) {
            serving = false;
        }
    }

    private void hold(boolean hold, String why) {
        if (holding != hold) {
            holding = hold;
            core.act(new PairAction.HoldReplies(hold, why));
        }
    }

    private void allowGrowth(boolean allowed) {
        if (growthAllowed != allowed) {
            growthAllowed = allowed;
            core.act(new PairAction.AllowGrowth(allowed));
        }
    }

    /** The change of the record that is needed now. */
    Optional<Wish> wish() {
        if (!active || suspended) {
            return Optional.empty();
        }
        PairRecord record = desk.record();
        Half other = core.self().other();
        if (record.inSync() == InSync.BOTH || desk.undecided(Wish.Kind.JOIN)) {
            Optional<String> why = whyAlone(record, other);
            if (why.isPresent()) {
                PairRecord alone = record.withReign(epoch, core.self(), InSync.only(core.self()), why.get());
                return Optional.of(new Wish(Wish.Kind.SOLO, alone));
            }
        }
        if (record.inSync() != InSync.BOTH
                && (joining || desk.undecided(Wish.Kind.JOIN))
                && partner.matched()
                && partner.durable().sequence() >= core.log().commit()) {
            InvariantBroken.unless(!alone() || joining, Invariant.I8, "commits alone", epoch);
            PairRecord both = record.withReign(epoch, core.self(), InSync.BOTH, "the partner has caught up")
                    .withStore(other, partner.store());
            return Optional.of(new Wish(Wish.Kind.JOIN, both));
        }
        return Optional.empty();
    }

    private Optional<String> whyAlone(PairRecord record, Half other) {
        if (record.inSync() == InSync.BOTH
                && partner.store().isPresent()
                && !partner.store().equals(record.storeOf(other))) {
            return Optional.of("the partner has another disk");
        }
        if (partner.isFull() && core.options().acceptSingleCopy()) {
            return Optional.of("the partner is short of space");
        }
        return partner.suspicion().or(partner::lack);
    }
}
