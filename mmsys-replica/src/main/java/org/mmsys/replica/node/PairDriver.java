package org.mmsys.replica.node;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.journal.PairLog;
import org.mmsys.replica.pair.CasToken;
import org.mmsys.replica.pair.LogPoint;
import org.mmsys.replica.pair.PairAction;
import org.mmsys.replica.pair.PairEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the machine says, on the thread of the pair, without ever waiting. The answers mean nothing. */
final class PairDriver implements PairAction.Cases<Boolean> {
    private static final Logger log = LoggerFactory.getLogger(PairDriver.class);
    /** What the other half may have sent and the disk has not taken: its window, and an entry that is longer than that. */
    private static final long UNWRITTEN_MAX = 2L * FrameType.Limits.WINDOW + FrameType.Limits.APPEND_MAX;

    private static final long LAST_WORDS_MILLIS = 100;

    private final PairLoop loop;
    private final PairLog journal;
    private final RegistryClerk clerk;
    private final PromiseKeeper promises;
    private final LogShipper shipper;
    private final Office office;
    private final Noticeboard board;
    private final Explanations explanations;
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    private long unwrittenOctets;
    private boolean refuseWrites;
    private Optional<CasToken> asked = Optional.empty();
    private final AtomicLong logChanges = new AtomicLong();

    private record Unwritten(long last, int octets) {}

    PairDriver(
            PairLoop loop,
            PairLog journal,
            RegistryClerk clerk,
            PromiseKeeper promises,
            LogShipper shipper,
            Office office,
            Noticeboard board,
            Explanations explanations) {
        this.loop = loop;
        this.journal = journal;
        this.clerk = clerk;
        this.promises = promises;
        this.shipper = shipper;
        this.office = office;
        this.board = board;
        this.explanations = explanations;
    }

    /** Whether entries that come now cannot be written, since a body that they name could not. */
    void refuseWrites(boolean refuse) {
        refuseWrites = refuse;
    }

    /** Any thread. */
    void logReplaced() {
        logChanges.incrementAndGet();
    }

    /** Grows whenever this node writes, cuts, leads or replaces its log. Any thread. */
    long logChanges() {
        return logChanges.get();
    }

    /** The log is durable up to here, or was cut there. */
    void settled(long sequence, boolean all) {
        while (!unwritten.isEmpty() && (all || unwritten.element().last <= sequence)) {
            unwrittenOctets -= unwritten.remove().octets;
        }
    }

    @Override
    public Boolean readRecord(PairAction.ReadRecord action) {
        clerk.read(action);
        return true;
    }

    @Override
    public Boolean cas(PairAction.Cas action) {
        boolean again = asked.equals(Optional.of(action.record().token()));
        asked = Optional.of(action.record().token());
        (again ? log.atDebug() : log.atInfo())
                .addKeyValue("version", action.expectedVersion())
                .addKeyValue("epoch", action.record().epoch())
                .addKeyValue("primary", action.record().primary())
                .addKeyValue("in-sync", action.record().inSync())
                .addKeyValue("reason", action.record().reason())
                .log("asks the registry for a change");
        clerk.change(action);
        return true;
    }

    @Override
    public Boolean makePromiseDurable(PairAction.MakePromiseDurable action) {
        promises.keep(action.epoch());
        return true;
    }

    @Override
    public Boolean send(PairAction.Send action) {
        loop.connection().ifPresent(it -> it.send(MessageWriter.frame(action.message())));
        return true;
    }

    @Override
    public Boolean dropLink(PairAction.DropLink action) {
        log.atInfo().addKeyValue("why", action.why()).log("link dropped");
        loop.dropLink();
        return true;
    }

    @Override
    public Boolean ship(PairAction.Ship action) {
        loop.connection().ifPresent(it -> shipper.ship(it, action.epoch(), action.round(), Marks.mark(action.from())));
        return true;
    }

    @Override
    public Boolean stopShipping(PairAction.StopShipping action) {
        shipper.stop();
        return true;
    }

    @Override
    public Boolean writeEntries(PairAction.WriteEntries action) {
        logChanges.incrementAndGet();
        LogPoint previous = action.entries().previous();
        if (refuseWrites) {
            loop.step(new PairEvent.WriteRefused(previous));
            return true;
        }
        ByteBuffer records = action.entries().records();
        try {
            journal.write(
                    records, Marks.mark(previous), Marks.mark(action.entries().last()));
        } catch (IllegalArgumentException damaged) {
            log.atWarn().setCause(damaged).log("entries of the other half are damaged: link dropped");
            loop.dropLink();
            loop.step(new PairEvent.WriteRefused(previous));
            return true;
        }
        unwritten.add(new Unwritten(action.entries().last().sequence(), records.remaining()));
        unwrittenOctets += records.remaining();
        if (unwrittenOctets > UNWRITTEN_MAX) {
            log.atWarn().addKeyValue("octets", unwrittenOctets).log("the other half sends more than its window");
            loop.dropLink();
        }
        return true;
    }

    @Override
    public Boolean truncateTo(PairAction.TruncateTo action) {
        logChanges.incrementAndGet();
        journal.truncate(Marks.mark(action.last()));
        return true;
    }

    @Override
    public Boolean cancelAfter(PairAction.CancelAfter action) {
        journal.truncate(Marks.mark(action.last()));
        return true;
    }

    @Override
    public Boolean findChains(PairAction.FindChains action) {
        journal.find(
                action.sequences(),
                marks -> loop.event(new PairEvent.ChainsFound(
                        action.round(), marks.stream().map(Marks::point).toList())));
        return true;
    }

    @Override
    public Boolean appendEpochEntry(PairAction.AppendEpochEntry action) {
        logChanges.incrementAndGet();
        journal.lead(action.epoch());
        return true;
    }

    @Override
    public Boolean commit(PairAction.Commit action) {
        journal.commit(action.upTo());
        return true;
    }

    @Override
    public Boolean holdReplies(PairAction.HoldReplies action) {
        board.held(action.hold() ? Optional.of(action.why()) : Optional.empty());
        office.holdReplies(action.hold(), action.why());
        return true;
    }

    @Override
    public Boolean allowGrowth(PairAction.AllowGrowth action) {
        journal.allowGrowth(action.allowed());
        return true;
    }

    @Override
    public Boolean serve(PairAction.Serve action) {
        log.atInfo()
                .addKeyValue("role", action.role())
                .addKeyValue("epoch", action.epoch())
                .addKeyValue("from", action.from())
                .log("serves");
        office.serve(action.role(), action.epoch());
        return true;
    }

    @Override
    public Boolean stopServing(PairAction.StopServing action) {
        log.atInfo().addKeyValue("why", action.why()).log("serves no more");
        office.stopServing(action.why());
        return true;
    }

    /** The office is over: what is not committed by now is for the new primary to decide. */
    @Override
    public Boolean dropSessions(PairAction.DropSessions action) {
        journal.follow();
        office.dropSessions();
        return true;
    }

    @Override
    public Boolean needTree(PairAction.NeedTree action) {
        log.atInfo()
                .addKeyValue("last", action.partnerLast().sequence())
                .log("the logs have nothing in common: the other half has to copy the tree");
        Frame order = Frame.of(
                FrameType.FETCH_TREE,
                ByteBuffer.allocate(Long.BYTES).putLong(action.round()).flip());
        loop.connection().ifPresent(it -> it.send(order));
        return true;
    }

    @Override
    public Boolean keepAside(PairAction.KeepAside action) {
        journal.keepAside(Marks.mark(action.after()));
        return true;
    }

    @Override
    public Boolean explain(PairAction.Explain action) {
        explanations.add(action.explanation());
        log.atInfo()
                .addKeyValue("role", action.explanation().role())
                .addKeyValue("epoch", action.explanation().epoch())
                .addKeyValue("why", action.explanation().sentence())
                .log("pair");
        return true;
    }

    @Override
    public Boolean fatal(PairAction.Fatal action) {
        log.atError()
                .addKeyValue("invariant", action.invariant())
                .addKeyValue("detail", action.detail())
                .log("a promise of the pair is broken");
        office.exit(3, action.invariant() + ": " + action.detail());
        return true;
    }

    @Override
    public Boolean exit(PairAction.Exit action) {
        log.atError()
                .addKeyValue("code", action.code())
                .addKeyValue("why", action.why())
                .log("the pair's node ends");
        loop.connection()
                .ifPresent(it -> it.flush(LAST_WORDS_MILLIS)); // the machine has ended: nothing waits for this thread
        office.exit(action.code(), action.why());
        return true;
    }
}
