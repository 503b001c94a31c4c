package org.mmsys.replica.pair;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says what happens in a simulation in the words of the model. A message is the pair of what is done and its token: delivery
 * and deletion are two messages.
 */
final class SpecProjection {
    private final Consumer<String> broken;
    private final SpecMonitor monitor = new SpecMonitor();
    private final Set<Half> alone = EnumSet.noneOf(Half.class);
    private final Set<Half> startedOnce = EnumSet.noneOf(Half.class);
    private Optional<PairRecord> record = Optional.empty();
    private int events;

    /** Tells this of what the specification does not take. */
    SpecProjection(Consumer<String> broken) {
        this.broken = broken;
    }

    /** How many events there were. */
    int events() {
        return events;
    }

    private void happens(SpecEvent event) {
        events++;
        monitor.take(event).ifPresent(broken);
    }

    private static int operation(SimLog.Kind kind, int token) {
        return 2 * token + (kind == SimLog.Kind.DELIVER ? 0 : 1);
    }

    /** What a log holds up to an entry. */
    private static BitSet box(SimLog log, long upTo) {
        BitSet delivered = (BitSet) log.delivered().clone();
        BitSet expunged = (BitSet) log.expunged().clone();
        for (long sequence = Math.max(upTo, log.base().sequence()) + 1;
                sequence <= log.last().sequence();
                sequence++) {
            SimLog.Entry entry = log.entry(sequence);
            switch (entry.kind()) {
                case EPOCH -> {}
                case DELIVER -> delivered.clear(entry.token());
                case EXPUNGE -> expunged.clear(entry.token());
            }
        }
        BitSet box = new BitSet();
        delivered.stream().forEach(token -> box.set(operation(SimLog.Kind.DELIVER, token)));
        expunged.stream().forEach(token -> box.set(operation(SimLog.Kind.EXPUNGE, token)));
        return box;
    }

    private static BitSet disk(SimNode node) {
        return box(node.log(), node.log().durable());
    }

    void submitted(SimNode node, SimLog.Kind kind, int token) {
        happens(SpecEvent.of(SpecEvent.Kind.SUBMIT, node.half(), operation(kind, token)));
    }

    void acknowledged(SimNode node, SimLog.Kind kind, int token) {
        happens(SpecEvent.of(SpecEvent.Kind.OK, node.half(), operation(kind, token)));
    }

    /** These entries are on the node's disk now. */
    void durable(SimNode node, long from, long upTo) {
        if (node.machine().filter(it -> it.office().active()).isPresent()) {
            return;
        }
        for (long sequence = Math.max(from, node.log().base().sequence()) + 1; sequence <= upTo; sequence++) {
            SimLog.Entry entry = node.log().entry(sequence);
            if (entry.kind() != SimLog.Kind.EPOCH) {
                happens(SpecEvent.of(SpecEvent.Kind.REPL, node.half().other(), operation(entry.kind(), entry.token())));
            }
        }
    }

    /** An acknowledgement of the other half reaches the node. */
    void answered(SimNode node, PairMessage.Ack ack) {
        SimLog log = node.log();
        boolean current = node.machine().filter(it -> it.office().active()).isPresent() && ack.epoch() == node.epoch();
        if (current && log.has(ack.durable().sequence())) {
            BitSet box = box(log, ack.durable().sequence());
            happens(SpecEvent.of(SpecEvent.Kind.RACK, node.half(), ack.epoch(), false, box));
        }
    }

    /** The logs are equal up to here, on both disks. */
    void matched(SimNode node, PairAction.Ship ship) {
        BitSet box = box(node.log(), ship.from().sequence());
        happens(SpecEvent.of(SpecEvent.Kind.MATCH, node.half(), ship.epoch(), true, box));
    }

    void stepped(SimNode node) {
        Half half = node.half();
        if (node.commitsAlone() ? alone.add(half) : alone.remove(half)) {
            happens(SpecEvent.of(alone.contains(half) ? SpecEvent.Kind.ALONE : SpecEvent.Kind.NOT_ALONE, half));
        }
    }

    void explained(SimNode node, Explanation explanation) {
        boolean notElected =
                explanation.role() == PairRole.JOINING && explanation.sentence().startsWith("not elected");
        if (explanation.role() == PairRole.FENCED || notElected) {
            happens(SpecEvent.of(SpecEvent.Kind.REFUSED, node.half()));
        }
    }

    void crashed(SimNode node) {
        alone.remove(node.half());
        happens(SpecEvent.of(SpecEvent.Kind.CRASH, node.half()));
    }

    void started(SimNode node) {
        if (!startedOnce.add(node.half())) {
            happens(SpecEvent.of(SpecEvent.Kind.RESTART, node.half()));
        }
    }

    void wiped(SimNode node) {
        happens(SpecEvent.of(SpecEvent.Kind.WIPE, node.half()));
    }

    /** A proposal was applied. */
    void changed(PairRecord next, SimWorld world) {
        Optional<PairRecord> before = record;
        record = Optional.of(next);
        Half half = next.primary();
        boolean both = next.inSync() == InSync.BOTH;
        if (before.isEmpty()) {
            happens(SpecEvent.of(SpecEvent.Kind.FOUND, half, next.epoch(), both, new BitSet()));
        } else if (before.get().primary() != half || before.get().epoch() != next.epoch()) {
            SpecEvent.Kind kind = before.get().primary() == half ? SpecEvent.Kind.RAISE : SpecEvent.Kind.TAKEOVER;
            happens(SpecEvent.of(kind, half, next.epoch(), both, disk(world.node(half))));
        } else if (both) {
            SimNode joiner = world.node(half.other());
            boolean known = next.knows(half.other(), joiner.store());
            happens(SpecEvent.of(SpecEvent.Kind.JOIN, half, next.epoch(), known, disk(joiner)));
        } else {
            happens(SpecEvent.of(SpecEvent.Kind.GOSOLO, half, next.epoch(), false, new BitSet()));
        }
    }
}
