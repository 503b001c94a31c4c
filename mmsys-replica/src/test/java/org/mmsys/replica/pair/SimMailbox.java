package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** What a node's log gives when it is applied, and the clients that wait for entries. */
final class SimMailbox {
    /** How a submission ended. */
    enum Outcome {
        OK,
        FAIL,
        UNKNOWN
    }

    /** A client's wait for an entry. */
    record Waiter(long sequence, SimLog.Kind kind, int token, Consumer<Outcome> answer) {}

    private final SimNode node;
    private final List<Waiter> waiters = new ArrayList<>();
    private BitSet present = new BitSet();
    private BitSet checkpoint = new BitSet();
    private long applied;
    private long checkpointed;
    private long commit;
    private boolean applying;
    private boolean growth = true;

    SimMailbox(SimNode node) {
        this.node = node;
    }

    BitSet present() {
        return present;
    }

    long applied() {
        return applied;
    }

    void start() {
        present = (BitSet) checkpoint.clone();
        applied = checkpointed;
        commit = checkpointed;
    }

    void crash() {
        applying = false;
        growth = true;
        dropSessions();
    }

    void wipe() {
        checkpoint.clear();
        checkpointed = 0;
    }

    void checkpoint() {
        checkpoint = (BitSet) present.clone();
        checkpointed = applied;
    }

    void install(SimMailbox from) {
        present = (BitSet) from.present.clone();
        checkpoint = (BitSet) present.clone();
        applied = from.applied;
        checkpointed = applied;
        commit = applied;
    }

    void grow(boolean allowed) {
        growth = allowed;
    }

    void dropSessions() {
        List<Waiter> cut = List.copyOf(waiters);
        waiters.clear();
        cut.forEach(waiter -> waiter.answer.accept(Outcome.UNKNOWN));
    }

    /** Submissions of what was cut away are refused: it is in no log any more. */
    void refuseAfter(long sequence) {
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.sequence > sequence) {
                waiters.remove(waiter);
                waiter.answer.accept(Outcome.FAIL);
            }
        }
    }

    /** A client hands over an entry. */
    void submit(SimLog.Kind kind, int token, Consumer<Outcome> answer) {
        boolean cutting = node.machine().filter(it -> it.core().log().cutting()).isPresent();
        if (!node.awake() || !node.serving() || cutting || kind == SimLog.Kind.DELIVER && !growth) {
            answer.accept(Outcome.FAIL);
            return;
        }
        BitSet known = kind == SimLog.Kind.DELIVER
                ? node.log().delivered()
                : node.log().expunged();
        if (known.get(token) && node.world().mutant() != Mutant.NO_RECOGNITION) {
            waitFor(new Waiter(node.log().last().sequence(), kind, token, answer));
            return;
        }
        store(kind, token, answer);
    }

    /** Stores it without asking whether it is known. */
    void store(SimLog.Kind kind, int token, Consumer<Outcome> answer) {
        node.world().monitor().appends(node, kind, token);
        waiters.add(new Waiter(node.log().last().sequence() + 1, kind, token, answer));
        node.append(kind, token);
    }

    private void waitFor(Waiter waiter) {
        waiters.add(waiter);
        answer();
    }

    /** A client looks into the mailbox. */
    void list() {
        if (node.awake() && node.machine().filter(it -> it.mayShow(node.now())).isPresent()) {
            node.world().monitor().lists(node, present);
        }
    }

    void commit(long upTo) {
        node.world().monitor().committed(node, commit + 1, upTo);
        commit = upTo;
        if (!applying) {
            applying = true;
            node.later(node.world().random().nextLong(3 * SimNode.MILLISECOND), this::apply);
        }
    }

    private void apply() {
        applying = false;
        for (long sequence = applied + 1; sequence <= commit; sequence++) {
            SimLog.Entry entry = node.log().entry(sequence);
            switch (entry.kind()) {
                case EPOCH -> {}
                case DELIVER -> present.set(entry.token());
                case EXPUNGE -> present.clear(entry.token());
            }
        }
        applied = commit;
        node.step(new PairEvent.Applied(applied));
        answer();
    }

    private void answer() {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.sequence <= applied) {
                each.remove();
                node.world().monitor().acknowledges(node, waiter.kind, waiter.token, waiter.sequence);
                node.world().schedule().after(0, () -> waiter.answer.accept(Outcome.OK));
            }
        }
    }
}
