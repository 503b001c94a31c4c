package org.mmsys.replica.pair;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One node of a pair as a pure machine: told what happened and when, it says what has to be done.
 *
 * <p>The same events at the same times give the same actions. It acts in this order always: the compare-and-set is seen
 * applied, then the promise is durable, then it acts in the new epoch; and a node that has started reads the record before it
 * follows or acknowledges anything. Its invariants are checked in every step, in production too: a broken one is answered
 * with {@link PairAction.Fatal}, and nothing follows.
 *
 * <p>One thread calls {@link #step}, and it alone asks.
 */
public final class PairMachine {
    private static final int RECHECKS_IN_PEACE = 10;
    private static final String NOT_WHOLE =
            "entries of this log are damaged or missing: as good as an empty disk, and waits for the other half;"
                    + " if that is gone for good: mmsysctl force-primary here";
    private static final String ANOTHER_DISK =
            "the record knows another disk of this node: as good as empty, and waits for the other half";

    private final Core core;
    private final RegistryDesk desk;
    private final Office office;
    private final Replication replication;
    private final Switchover switchover;
    private final Following following;
    private final PairEvent.Cases<Boolean> happenings = new Happenings(this);
    private final Mailroom mailroom;
    private final Partner partner;
    private final Lease lease;
    /** The record gave this node the office in this epoch, and the promise is under way; 0: none. */
    private long officeWon;

    private boolean raising;
    private boolean founded;
    private long tickedAt;

    public PairMachine(PairOptions options) {
        core = new Core(options);
        desk = new RegistryDesk(core);
        partner = new Partner(core);
        lease = new Lease(core);
        replication = new Replication(core, desk, partner, lease);
        switchover = new Switchover(core, desk, partner, lease);
        office = new Office(core, desk, partner, lease, replication, switchover);
        following = new Following(core, desk);
        mailroom = new Mailroom(core, desk, office, replication, switchover, following);
    }

    /**
     * Takes one event.
     *
     * @param nowNanos by a monotonic clock of this node; a value before an earlier one counts as the earlier one
     * @return what has to be done, in this order
     */
    public List<PairAction> step(PairEvent event, long nowNanos) {
        if (core.ended()) {
            return List.of();
        }
        core.now(nowNanos);
        try {
            event.match(happenings);
            if (core.started() && !core.ended()) {
                settle();
            }
        } catch (InvariantBroken broken) {
            core.end();
            core.act(new PairAction.Fatal(broken.invariant(), String.valueOf(broken.getMessage())));
        }
        return core.takeActions();
    }

    /** What this node is. */
    public PairRole role() {
        return core.role();
    }

    /** The highest epoch that is promised durably. */
    public long promise() {
        return core.promise();
    }

    /** The newest record seen. */
    public Optional<RecordVersion> record() {
        return desk.known();
    }

    /** The last entry that is known here to be committed. */
    public long committed() {
        return core.log().commit();
    }

    /** Whether this node commits without the partner. */
    public boolean commitsAlone() {
        return core.started() && !core.ended() && office.alone();
    }

    /** Whether what may be stale may be shown, and outgoing transfers may begin, at this moment. */
    public boolean mayShow(long nowNanos) {
        return !core.ended() && office.mayShow(nowNanos);
    }

    /** Until when {@link #mayShow} stays true if nothing else happens: a moment of the monotonic clock, or none at all. */
    public OptionalLong mayShowUntil(long nowNanos) {
        return mayShow(nowNanos) && !office.alone() ? OptionalLong.of(lease.until()) : OptionalLong.empty();
    }

    /** The last entry of the log. */
    public long written() {
        return core.log().written().sequence();
    }

    /** Whether this node holds the office, or did until a higher epoch was asked for. */
    public boolean holdsOffice() {
        return !core.ended() && office.active();
    }

    /** Whether the office is being handed over. */
    public boolean switchoverUnderWay() {
        return office.active() && switchover.underWay();
    }

    /** The first entry that the log must keep for the partner; {@link Long#MAX_VALUE} if that one needs nothing of it. */
    public long neededFrom() {
        return office.active() ? replication.neededFrom() : Long.MAX_VALUE;
    }

    Core core() {
        return core;
    }

    RegistryDesk desk() {
        return desk;
    }

    Replication replication() {
        return replication;
    }

    Office office() {
        return office;
    }

    Following following() {
        return following;
    }

    void started(PairStart start) {
        core.begin(start);
        desk.begin(start.incarnation());
        tickedAt = core.now();
    }

    void promised(long epoch) {
        core.promised(epoch);
    }

    void linkUp() {
        core.linkUp(true);
        replication.linkUp();
        following.linkUp();
        if (!office.active()) {
            following.hello();
        }
    }

    void linkDown(boolean refused) {
        core.linkUp(false);
        replication.linkDown(refused);
        following.linkDown(refused);
    }

    void received(PairMessage message) {
        if (core.linkUp()) {
            message.match(mailroom);
        }
    }

    void wasCut(LogPoint last) {
        core.log().wasCut(last);
        if (office.active()) {
            replication.wasCut();
        } else {
            following.truncated();
        }
    }

    void tick() {
        if (core.now() - tickedAt > core.timing().lateTick().toNanos()) {
            stoodStill();
        }
        tickedAt = core.now();
        if (office.active()) {
            replication.tick();
        }
        following.tick();
        long peace = RECHECKS_IN_PEACE * core.timing().recheck().toNanos();
        boolean unsettled = core.role() == PairRole.STARTING || core.role() == PairRole.FENCED;
        desk.wantReadEvery(unsettled ? core.timing().recheck().toNanos() : peace);
    }

    void stoodStill() {
        lease.discard();
        partner.heard();
        following.stoodStill();
    }

    void diskFailed(String what) {
        if (office.active()) {
            core.send(new PairMessage.Handover(office.epoch(), partner.durable()));
            office.end("the disk failed");
        } else if (following.active()) {
            following.sick();
        }
        core.role(PairRole.SICK, "the disk failed: " + what);
        core.act(new PairAction.Exit(3, "the disk failed: " + what));
        core.end();
    }

    void switchover() {
        switchover.begin(office.active() && desk.record().inSync() == InSync.BOTH);
    }

    private void settle() {
        if (desk.absent()) {
            noRecord();
        }
        desk.known().map(RecordVersion::record).ifPresent(this::reconcile);
        if (officeWon != 0 && core.promise() >= officeWon && !core.log().cutting()) {
            long notBefore = founded ? core.now() : following.serveNotBefore();
            long epoch = officeWon;
            officeWon = 0;
            office.begin(epoch, notBefore);
        }
        office.settle();
        following.settle();
        desk.pursue(wish());
    }

    private void noRecord() {
        if (core.log().written().sequence() > 0) {
            String why = "the registry has no record of this pair, but the journal is not empty:"
                    + " another registry? mmsysctl force-primary makes a record of this node";
            core.explain(why);
            core.act(new PairAction.Exit(2, why));
            core.end();
        }
    }

    /** Brings the role into line with the record. */
    private void reconcile(PairRecord record) {
        boolean ownDisk = record.knows(core.self(), core.store());
        if (record.primary() == core.self() && ownDisk) {
            named(record);
        } else if (record.primary() == core.self()) {
            if (!following.active()) {
                String why = core.whole() ? ANOTHER_DISK : NOT_WHOLE;
                following.begin(PairRole.STARTING, why);
                core.explain(why); // the role may be the same as before
            }
        } else {
            notNamed(record);
        }
    }

    private void named(PairRecord record) {
        if (officeWon == record.epoch()) {
            return;
        }
        if (office.active() && office.epoch() == record.epoch()) {
            if (replication.metPromise() != 0 && desk.readSince(replication.metAt())) {
                raise("a promise of a higher epoch was met: " + replication.metPromise());
            }
            return;
        }
        if (desk.isMine(record.token()) && record.epoch() > core.promise()) {
            founded = record.epoch() == 1;
            win(record.epoch());
        } else {
            raise("the record names this node, epoch " + record.epoch() + ": asks for the next one");
        }
    }

    private void win(long epoch) {
        officeWon = epoch;
        raising = false;
        following.leave();
        core.role(PairRole.RAISING, "won epoch " + epoch + ", promises it");
        core.askPromise(epoch);
    }

    private void raise(String why) {
        if (!raising) {
            raising = true;
            officeWon = 0;
            founded = false;
            following.leave();
            if (office.active()) {
                office.suspend();
            }
            core.role(PairRole.RAISING, why);
        }
    }

    private void notNamed(PairRecord record) {
        raising = false;
        officeWon = 0;
        if (office.active()) {
            office.end("the record names " + record.primary() + ", epoch " + record.epoch());
            following.begin(
                    PairRole.FENCED,
                    "the record names " + record.primary() + ", epoch " + record.epoch() + ": " + record.reason());
        } else if (!following.active()) {
            following.begin(PairRole.JOINING, "the record names " + record.primary() + ", epoch " + record.epoch());
        } else {
            following.notElected();
        }
    }

    private Optional<Wish> wish() {
        if (raising) {
            PairRecord record = desk.record();
            long next = Math.max(Math.max(core.promise(), record.epoch()), replication.metPromise()) + 1;
            String why = record.reason().startsWith(PairRecord.ORDERED) ? record.reason() : "primary goes on";
            return Optional.of(new Wish(Wish.Kind.RAISE, record.withReign(next, core.self(), record.inSync(), why)));
        }
        if (desk.absent()) {
            return found();
        }
        return office.active() ? office.wish() : following.wish();
    }

    private Optional<Wish> found() {
        if (!core.options().mayFound() || core.promise() > 0) {
            return Optional.empty();
        }
        Optional<UUID> own = Optional.of(core.store());
        Optional<UUID> none = Optional.empty();
        Half self = core.self();
        PairRecord first = new PairRecord(
                1,
                self,
                InSync.only(self),
                self == Half.A ? own : none,
                self == Half.B ? own : none,
                new CasToken(0, 0),
                "the pair is founded");
        return Optional.of(new Wish(Wish.Kind.FOUND, first));
    }
}
