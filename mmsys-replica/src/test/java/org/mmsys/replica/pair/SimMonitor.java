package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mmsys.testkit.SimSchedule;

/** Sees everything, and ends the run when a promise is broken. */
final class SimMonitor {
    /** A promise was broken. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }
    }

    private final SimSchedule schedule;
    private final boolean tracing;
    private final boolean specificationOnly;
    private final SpecProjection specification;
    private final List<String> trace = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<Long, LogPoint> committed = new HashMap<>();
    private Optional<SimRegistry> registry = Optional.empty();

    /** Deliveries that a client was told of. */
    private final BitSet acknowledged = new BitSet();
    /** Messages whose deletion was begun, and those whose deletion a client was told of. */
    private final BitSet deletionBegun = new BitSet();

    private final BitSet deleted = new BitSet();
    /** Refused for good: must never appear. */
    private final BitSet refused = new BitSet();

    private final Map<String, Integer> counts = new TreeMap<>();
    private int acknowledgements;

    /**
     * Sees with its own eyes, and with those of the model's specification.
     *
     * @param specificationOnly only what the specification does not take ends the run
     */
    SimMonitor(SimSchedule schedule, boolean tracing, boolean specificationOnly) {
        this.schedule = schedule;
        this.tracing = tracing;
        this.specificationOnly = specificationOnly;
        this.specification = new SpecProjection(broken -> {
            throw new Violation(broken);
        });
    }

    /** The specification process that runs beside. */
    SpecProjection specification() {
        return specification;
    }

    void watch(SimRegistry itsRegistry, List<SimNode> itsNodes) {
        registry = Optional.of(itsRegistry);
        nodes.addAll(itsNodes);
    }

    boolean tracing() {
        return tracing;
    }

    void trace(String line) {
        if (tracing) {
            trace.add(String.format("%9.3f %s", schedule.now() / 1e9, line));
        }
    }

    List<String> lines() {
        return trace;
    }

    BitSet acknowledged() {
        return acknowledged;
    }

    BitSet deletionBegun() {
        return deletionBegun;
    }

    /** Counts something rare, so that a test can ask whether it happens at all. */
    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    int acknowledgements() {
        return acknowledgements;
    }

    void fail(String what) {
        if (!specificationOnly) {
            throw new Violation(what);
        }
    }

    private void unless(boolean holds, String what, Object detail) {
        if (!holds) {
            fail(what + ": " + detail);
        }
    }

    void stepped(SimNode node) {
        specification.stepped(node);
        SimNode other = nodes.get(1 - SimWorld.index(node.half()));
        unless(
                !(node.commitsAlone() && other.commitsAlone()),
                "A3 two nodes commit alone",
                registry.flatMap(SimRegistry::current));
    }

    /** A node says that the entries up to this one are committed. */
    void committed(SimNode node, long from, long upTo) {
        for (long sequence = from; sequence <= upTo; sequence++) {
            if (node.log().has(sequence) && sequence > node.log().base().sequence()) {
                LogPoint point = node.log().point(sequence);
                Optional<LogPoint> before = Optional.ofNullable(committed.putIfAbsent(sequence, point));
                unless(
                        before.isEmpty() || before.get().equals(point),
                        "committed entries differ",
                        node.half() + " at " + sequence);
            }
        }
    }

    /** A client is told that the entry is stored. */
    void acknowledges(SimNode node, SimLog.Kind kind, int token, long sequence) {
        acknowledgements++;
        specification.acknowledged(node, kind, token);
        (kind == SimLog.Kind.DELIVER ? acknowledged : deleted).set(token);
        RecordVersion record = registry.orElseThrow().current().orElseThrow();
        for (SimNode member : nodes) {
            if (record.record().inSync().contains(member.half())
                    && record.record().knows(member.half(), member.store())) {
                SimLog log = member.log();
                boolean has = sequence <= log.base().sequence()
                        || log.durable() >= sequence
                                && (!node.log().has(sequence)
                                        || node.log().base().sequence() >= sequence
                                        || log.point(sequence).equals(node.log().point(sequence)));
                unless(
                        has && contains(log, kind, token),
                        "A1 acknowledged, not on the disk of a member of the in-sync set",
                        kind + " " + token + " at " + sequence + " by " + node.half() + ", not at " + member.half());
            }
            if (member != node && member.serving() && member.epoch() > node.epoch()) {
                unless(contains(member.log(), kind, token), "H7 late acknowledgement, not in the later epoch", token);
            }
        }
    }

    private static boolean contains(SimLog log, SimLog.Kind kind, int token) {
        return (kind == SimLog.Kind.DELIVER ? log.delivered() : log.expunged()).get(token);
    }

    void serves(SimNode node) {
        unless(within(acknowledged, node.log().delivered()), "A2 serves without all acknowledged mail", node.half());
        unless(within(deleted, node.log().expunged()), "A2 serves without all acknowledged deletions", node.half());
    }

    private static boolean within(BitSet part, BitSet whole) {
        BitSet left = (BitSet) part.clone();
        left.andNot(whole);
        return left.isEmpty();
    }

    void appends(SimNode node, SimLog.Kind kind, int token) {
        specification.submitted(node, kind, token);
        if (kind == SimLog.Kind.DELIVER) {
            unless(!node.log().delivered().get(token), "A4 stored twice", token);
            unless(!node.log().expunged().get(token), "A5 stored after its deletion", token);
        }
    }

    /** A client sees the mailbox. */
    void lists(SimNode node, BitSet present) {
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(deletionBegun);
        missing.andNot(present);
        unless(missing.isEmpty(), "H1 acknowledged and not listed by " + node.half(), missing);
        unless(!deleted.intersects(present), "H4 deleted and listed by " + node.half(), deleted);
        unless(!refused.intersects(present), "H3 refused and listed by " + node.half(), refused);
    }

    void refusedForGood(int token) {
        refused.set(token);
    }
}
