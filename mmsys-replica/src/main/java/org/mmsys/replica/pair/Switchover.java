package org.mmsys.replica.pair;

/**
 * The planned move of the office to the partner: stops serving, lets everything be committed, offers, and goes on if the
 * partner does not win within the time of a candidacy.
 */
final class Switchover {
    private final Core core;
    private final RegistryDesk desk;
    private final Partner partner;
    private final Lease lease;
    private State state = State.NONE;
    private long since;
    private long doubtedAt;

    private enum State {
        NONE,
        DRAINING,
        OFFERED,
        /** Given up, but the partner may have won: the record has to be read before anybody is served. */
        DOUBTING
    }

    Switchover(Core core, RegistryDesk desk, Partner partner, Lease lease) {
        this.core = core;
        this.desk = desk;
        this.partner = partner;
        this.lease = lease;
    }

    boolean underWay() {
        return state != State.NONE;
    }

    void forget() {
        state = State.NONE;
    }

    void begin(boolean possible) {
        if (!possible || !partner.matched() || partner.suspicion().isPresent() || partner.isFull()) {
            core.explain("no switchover: the partner is not in sync, or has no room");
        } else if (state == State.NONE) {
            state = State.DRAINING;
            since = core.now();
            core.act(new PairAction.StopServing("switchover"));
            core.explain("switchover: everything is committed first");
        }
    }

    void settle(boolean inSync) {
        if (state == State.NONE) {
            return;
        }
        if (state == State.DOUBTING) {
            if (desk.readSince(doubtedAt)) {
                state = State.NONE;
            }
        } else if (!inSync
                || partner.suspicion().isPresent()
                || core.now() - since > core.timing().candidacy().toNanos()) {
            giveUp();
        } else if (state == State.DRAINING
                && core.log().still()
                && core.log().commit() == core.log().written().sequence()) {
            state = State.OFFERED;
            lease.discard();
            core.send(new PairMessage.Handover(core.promise(), core.log().written()));
        }
    }

    private void giveUp() {
        core.explain("switchover given up: the partner has not taken the office");
        if (state == State.OFFERED) {
            state = State.DOUBTING;
            doubtedAt = desk.mark();
            desk.wantRead();
        } else {
            state = State.NONE;
        }
    }

    void answered(PairMessage.Take take) {
        if (!take.accepted() && state == State.OFFERED && take.epoch() == core.promise()) {
            state = State.NONE;
            core.explain("switchover given up: the partner cannot take the office");
        }
    }
}
