package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.List;

/** Does what the machine says. The defects that a node can have are in here. */
final class SimDriver implements PairAction.Cases<Boolean> {
    private static final long MILLISECOND = SimNode.MILLISECOND;

    private final SimNode node;

    SimDriver(SimNode node) {
        this.node = node;
    }

    private SimWorld world() {
        return node.world();
    }

    /** Defects in the handling of messages; true if the machine does not get it. */
    boolean tampers(PairMessage message) {
        if (message instanceof PairMessage.Append append) {
            if (world().mutant() == Mutant.OLD_EPOCH_ACCEPTED && append.epoch() < node.promise()) {
                acknowledge(append);
                return true;
            }
            if (world().mutant() == Mutant.ACK_OF_WHAT_IS_UNDER_WAY) {
                acknowledge(append);
            }
        }
        return false;
    }

    private void acknowledge(PairMessage.Append append) {
        node.link().send(new PairMessage.Ack(append.epoch(), append.round(), append.last(), 0, false));
    }

    @Override
    public Boolean readRecord(PairAction.ReadRecord action) {
        int alive = node.generation();
        world().registry()
                .read(
                        node.half(),
                        answer -> node.ifAlive(
                                alive, () -> node.step(new PairEvent.RecordRead(action.number(), answer))));
        return true;
    }

    @Override
    public Boolean cas(PairAction.Cas action) {
        int alive = node.generation();
        world().registry()
                .cas(
                        node.half(),
                        action.expectedVersion(),
                        action.record(),
                        answer -> node.ifAlive(
                                alive,
                                () -> node.step(new PairEvent.CasAnswered(
                                        action.record().token(), answer))));
        return true;
    }

    @Override
    public Boolean makePromiseDurable(PairAction.MakePromiseDurable action) {
        if (world().mutant() == Mutant.PROMISE_FORGOTTEN) {
            node.step(new PairEvent.PromiseDurable(action.epoch()));
            return true;
        }
        node.later(world().syncTime(node.half()), () -> {
            node.log().promise = Math.max(node.log().promise, action.epoch());
            node.step(new PairEvent.PromiseDurable(action.epoch()));
        });
        return true;
    }

    @Override
    public Boolean send(PairAction.Send action) {
        node.link().send(action.message());
        return true;
    }

    @Override
    public Boolean dropLink(PairAction.DropLink action) {
        world().monitor().count("drop link");
        node.link().dropLink();
        return true;
    }

    @Override
    public Boolean ship(PairAction.Ship action) {
        world().monitor().specification().matched(node, action);
        node.ship(action.round(), action.from().sequence());
        return true;
    }

    @Override
    public Boolean stopShipping(PairAction.StopShipping action) {
        node.stopShipping();
        return true;
    }

    @Override
    public Boolean writeEntries(PairAction.WriteEntries action) {
        if (world().exhausted(node.half())) {
            node.step(new PairEvent.WriteRefused(node.log().last()));
            return true;
        }
        node.log().decode(action.entries().records());
        if (!node.log().last().equals(action.entries().last())) {
            world().monitor().fail("I5 what was shipped gives another history at " + node.half());
        }
        node.sync();
        return true;
    }

    @Override
    public Boolean truncateTo(PairAction.TruncateTo action) {
        world().monitor().count("truncate");
        node.cut(action.last(), this::merge);
        return true;
    }

    private void merge(List<SimLog.Entry> tail) {
        if (world().mutant() == Mutant.TAIL_MERGED) {
            List<SimLog.Entry> mail = new ArrayList<>(tail);
            mail.removeIf(entry -> entry.kind() != SimLog.Kind.DELIVER);
            int alive = node.generation();
            SimNode other = world().node(node.half().other());
            world().schedule()
                    .after(
                            500 * MILLISECOND,
                            () -> node.ifAlive(
                                    alive,
                                    () -> mail.forEach(entry -> {
                                        if (other.up() && other.serving()) {
                                            other.mailbox().store(entry.kind(), entry.token(), outcome -> {});
                                        }
                                    })));
        }
    }

    @Override
    public Boolean cancelAfter(PairAction.CancelAfter action) {
        world().monitor().count("cancel");
        node.cut(action.last(), tail -> node.mailbox().refuseAfter(action.last().sequence()));
        return true;
    }

    @Override
    public Boolean findChains(PairAction.FindChains action) {
        List<LogPoint> found = new ArrayList<>();
        for (long sequence : action.sequences()) {
            if (node.log().has(sequence)) {
                found.add(node.log().point(sequence));
            }
        }
        node.step(new PairEvent.ChainsFound(action.round(), found));
        return true;
    }

    @Override
    public Boolean appendEpochEntry(PairAction.AppendEpochEntry action) {
        node.beginEpoch(action.epoch());
        return true;
    }

    @Override
    public Boolean commit(PairAction.Commit action) {
        node.mailbox().commit(action.upTo());
        return true;
    }

    @Override
    public Boolean holdReplies(PairAction.HoldReplies action) {
        world().monitor().count("hold");
        return true;
    }

    @Override
    public Boolean allowGrowth(PairAction.AllowGrowth action) {
        node.mailbox().grow(action.allowed());
        return true;
    }

    @Override
    public Boolean keepAside(PairAction.KeepAside action) {
        world().monitor()
                .fail(Invariant.I7 + " broken at " + node.half() + ": acknowledged entries given up " + action);
        return false;
    }

    @Override
    public Boolean serve(PairAction.Serve action) {
        node.serve();
        return true;
    }

    @Override
    public Boolean stopServing(PairAction.StopServing action) {
        node.stopServing();
        return true;
    }

    @Override
    public Boolean dropSessions(PairAction.DropSessions action) {
        node.mailbox().dropSessions();
        return true;
    }

    @Override
    public Boolean needTree(PairAction.NeedTree action) {
        world().monitor().count("tree");
        SimNode other = world().node(node.half().other());
        int alive = node.generation();
        int otherAlive = other.generation();
        world().schedule()
                .after(
                        100 * MILLISECOND,
                        () -> node.ifAlive(
                                alive,
                                () -> other.ifAlive(otherAlive, () -> {
                                    if (node.link().welcomed() == action.round()
                                            && node.link().connected()
                                            && other.link().connected()) {
                                        other.install(node);
                                    }
                                })));
        return true;
    }

    @Override
    public Boolean explain(PairAction.Explain action) {
        world().monitor().count("role " + action.explanation().role());
        world().monitor().specification().explained(node, action.explanation());
        return true;
    }

    @Override
    public Boolean fatal(PairAction.Fatal action) {
        world().monitor().fail(action.invariant() + " broken at " + node.half() + ": " + action.detail());
        return true;
    }

    @Override
    public Boolean exit(PairAction.Exit action) {
        if (action.code() != 3) {
            world().monitor().fail("refuses to start: " + action.why());
        }
        world().died(node);
        return true;
    }
}
