package org.mmsys.replica.pair;

import java.util.List;
import java.util.Optional;

/** The primary's side of the connection: pings, matches the logs anew in each round, ships, takes acknowledgements. */
final class Replication {
    private final Core core;
    private final RegistryDesk desk;
    private final Partner partner;
    private final Lease lease;
    private final RecentPoints recent = new RecentPoints();
    private Optional<Matching> matching = Optional.empty();
    private long epoch;
    private long round;
    private long welcomedAt;
    private long pingedAt;
    private boolean shipping;
    private boolean treeAsked;
    private long metPromise;
    private long metAt;

    Replication(Core core, RegistryDesk desk, Partner partner, Lease lease) {
        this.core = core;
        this.desk = desk;
        this.partner = partner;
        this.lease = lease;
    }

    void begin(long newEpoch) {
        epoch = newEpoch;
        recent.forget();
        partner.begin();
        lease.discard();
        pingedAt = core.now();
        welcome();
    }

    void end() {
        matching = Optional.empty();
        stopShipping();
        partner.unmatched();
        lease.discard();
    }

    /** The first entry that the partner may still ask for. */
    long neededFrom() {
        if (partner.matched()) {
            return partner.durable().sequence() + 1;
        }
        if (desk.record().inSync().contains(core.self().other())) {
            return 0;
        }
        return matching.map(Matching::low).orElse(Long.MAX_VALUE);
    }

    void appended(LogPoint last) {
        recent.add(last);
    }

    /** The highest promise above the present epoch that was met, 0 if there is none. */
    long metPromise() {
        return metPromise > epoch ? metPromise : 0;
    }

    /** The desk's mark when it was met. */
    long metAt() {
        return metAt;
    }

    void meets(long promise) {
        if (promise > epoch) {
            metPromise = Math.max(metPromise, promise);
            metAt = desk.mark();
            desk.wantRead();
        }
    }

    void tick() {
        if (core.now() - pingedAt >= core.timing().heartbeat().toNanos()) {
            pingedAt = core.now();
            core.send(new PairMessage.Ping(epoch, core.now(), core.log().commit()));
        }
        if (!core.linkUp()) {
            return;
        }
        long patience = core.timing().stall().toNanos();
        if (partner.silent() && core.now() - welcomedAt > patience) {
            partner.unmatched();
            stopShipping();
            core.dropLink("the partner does not answer");
        } else if (!partner.matched() && core.now() - welcomedAt > patience) {
            welcome();
        }
    }

    void linkUp() {
        partner.linkUp();
        welcomedAt = core.now();
    }

    void linkDown(boolean nobodyListens) {
        matching = Optional.empty();
        stopShipping();
        partner.linkDown(nobodyListens);
    }

    void hello(PairMessage.Hello hello) {
        partner.hello(hello.store());
        if (hello.promise() > epoch) {
            meets(hello.promise());
        } else {
            welcome();
        }
    }

    /** Own entries were cut off. */
    void wasCut() {
        recent.forget();
        welcome();
    }

    /** Begins a new round: nothing that belongs to an older one counts. */
    void welcome() {
        partner.unmatched();
        matching = Optional.empty();
        treeAsked = false;
        stopShipping();
        round++;
        welcomedAt = core.now();
        core.send(new PairMessage.Welcome(epoch, round, desk.version()));
    }

    private void stopShipping() {
        if (shipping) {
            shipping = false;
            core.act(new PairAction.StopShipping());
        }
    }

    private boolean isCurrent(long itsEpoch, long itsRound) {
        return itsEpoch == epoch && itsRound == round;
    }

    void following(PairMessage.Following following) {
        if (isCurrent(following.epoch(), following.round())) {
            partner.heard();
            partner.store(following.store());
            Matching search = new Matching(core, following);
            matching = Optional.of(search);
            search.begin();
            searched(search);
        }
    }

    void match(PairMessage.Match match) {
        if (isCurrent(match.epoch(), match.round())) {
            matching.filter(search -> search.state() == Matching.State.SEARCHING)
                    .ifPresent(search -> search.answer(match));
        }
    }

    void chainsFound(long itsRound, List<LogPoint> points) {
        if (itsRound == round) {
            matching.filter(search -> search.state() == Matching.State.SEARCHING)
                    .ifPresent(search -> {
                        search.compare(points);
                        searched(search);
                    });
        }
    }

    private void searched(Matching search) {
        switch (search.state()) {
            case SEARCHING -> {}
            case NOTHING_IN_COMMON -> partner.needsTree();
            case FOUND -> found(search.common());
        }
    }

    private void found(LogPoint common) {
        boolean inSync = desk.record().inSync().contains(core.self().other());
        if (inSync && common.sequence() < core.log().commit()) {
            core.explain("the partner has not all that was acknowledged (its log agrees up to " + common.sequence()
                    + ", acknowledged is " + core.log().commit() + "): an old image of its disk?");
            partner.lacks();
        } else {
            core.send(new PairMessage.Truncate(epoch, round, common));
        }
    }

    /** Asks for the tree once the record says that the partner is not in sync. */
    void settle(boolean alone) {
        partner.settle();
        if (alone && !treeAsked) {
            matching.filter(search -> search.state() == Matching.State.NOTHING_IN_COMMON)
                    .ifPresent(search -> {
                        treeAsked = true;
                        core.act(new PairAction.NeedTree(round, search.theirLast()));
                    });
        }
    }

    void ack(PairMessage.Ack ack) {
        if (!isCurrent(ack.epoch(), ack.round())) {
            return;
        }
        partner.heard();
        partner.full(ack.full());
        LogPoint durable = ack.durable();
        InvariantBroken.unless(
                durable.sequence() <= core.log().written().sequence(),
                Invariant.I5,
                "acknowledged, never sent",
                durable);
        InvariantBroken.unless(recent.agrees(durable), Invariant.I9, "acknowledged another history", durable);
        if (partner.matched()) {
            partner.acknowledged(durable);
        } else if (matching.filter(search -> search.state() == Matching.State.FOUND
                        && search.common().equals(durable))
                .isPresent()) {
            matching = Optional.empty();
            partner.matched(durable);
            shipping = true;
            core.act(new PairAction.Ship(epoch, round, durable));
        }
    }

    /** The partner takes nothing more in this round; true if it was for lack of room. */
    boolean nack(PairMessage.Nack nack) {
        if (nack.reason() == PairMessage.Reason.SICK) {
            partner.sick();
            return false;
        }
        if (!isCurrent(nack.epoch(), nack.round())) {
            return false;
        }
        if (nack.reason() == PairMessage.Reason.GAP) {
            welcome();
            return false;
        }
        partner.full(true);
        partner.unmatched();
        stopShipping();
        return true;
    }

    void pong(PairMessage.Pong pong) {
        if (pong.epoch() == epoch) {
            partner.heard();
            partner.full(pong.full());
            lease.echoed(pong.sentAtNanos());
        }
    }
}
