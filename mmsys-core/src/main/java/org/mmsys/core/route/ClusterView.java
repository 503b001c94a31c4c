package org.mmsys.core.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.mmsys.core.route.Members.Member;

/**
 * Which node of a server to ask now: the one that answered last, then the other half; one that keeps failing is left alone.
 *
 * <p>Each service of each node has a breaker. The first failure keeps callers away for 200 ms, each further one for twice as
 * long, 0.8 s at most in the first 75 s and 10 s at most later, give or take a quarter; then one caller may try, and the others wait for what becomes of it. A node
 * that fails again soon after an answer goes on where it was. Thread-safe; never waits.
 */
public final class ClusterView {
    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration LONGEST = Duration.ofSeconds(10);
    /** So long a server that returns is noticed within a second: it may only have been started again. */
    static final Duration FRESH = Duration.ofSeconds(75);

    static final Duration LONGEST_FRESH = Duration.ofMillis(800);
    /** Whoever tries a node must say within this time what became of it; else the next one may try. */
    static final Duration TRIAL = Duration.ofSeconds(15);

    private static final Duration FORGET = Duration.ofSeconds(30);
    private static final int REASON_MAX = 200;

    private final Members members;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<Door, Breaker> breakers = new HashMap<>();
    private final Map<String, NodeName> answeredLast = new HashMap<>();

    /**
     * What is known of one service of one node.
     *
     * @param failures in a row
     * @param retryIn time until somebody may try; zero when anybody may ask now
     * @param failedFor how long the last failure is ago; zero when nothing failed, or an answer came since
     * @param why the last failure, for status pages; empty when there was none
     */
    public record NodeState(
            NodeName node, Service service, int failures, Duration retryIn, Duration failedFor, String why) {}

    private record Door(NodeName node, Service service) {}

    /** A view in which nothing has failed yet, on a monotonic clock in nanoseconds. */
    public ClusterView(Members members, LongSupplier nanoTime, RandomGenerator random) {
        this.members = members;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** The nodes of the server that offer the service and may be asked now, the best first; empty when all keep failing. */
    public synchronized List<Member> candidates(String server, Service service) {
        NodeName preferred = answeredLast.get(server);
        List<Member> found = new ArrayList<>();
        for (Member member : members.of(server)) {
            boolean usable = !member.name().equals(members.self())
                    && member.ports().containsKey(service)
                    && breaker(member.name(), service).closedOrDue();
            if (usable && member.name().equals(preferred)) {
                found.add(0, member);
            } else if (usable) {
                found.add(member);
            }
        }
        return List.copyOf(found);
    }

    /** Before a node is asked: whether this caller may. One that has failed is tried by one caller at a time. */
    public synchronized boolean admit(NodeName node, Service service) {
        return breaker(node, service).admit();
    }

    /** The node answered, and is the node it should be. */
    public synchronized void succeeded(NodeName node, Service service) {
        answeredLast.put(node.server(), node);
        if (breaker(node, service).succeeded()) {
            breakers.forEach((door, other) -> {
                if (door.node().equals(node)) {
                    other.due(); // it is back: its other doors may be tried now
                }
            });
        }
    }

    /** The node could not be reached, or proved that it cannot serve. */
    public synchronized void failed(NodeName node, Service service, String why) {
        breaker(node, service).failed(why);
        answeredLast.remove(node.server(), node);
    }

    /** The server's last caller met a node that cannot serve after all; whoever answered last is meant. */
    public synchronized void failed(String server, Service service, String why) {
        NodeName last = answeredLast.get(server);
        if (last != null) {
            failed(last, service, why);
            members.of(server).stream()
                    .map(Member::name)
                    .filter(name -> !name.equals(last) && !name.equals(members.self()))
                    .findFirst()
                    .ifPresent(other -> answeredLast.put(server, other));
        }
    }

    /** All that has been asked so far. */
    public synchronized List<NodeState> snapshot() {
        return breakers.entrySet().stream()
                .map(entry -> entry.getValue().state(entry.getKey()))
                .sorted(java.util.Comparator.comparing(NodeState::node).thenComparing(NodeState::service))
                .toList();
    }

    private Breaker breaker(NodeName node, Service service) {
        return breakers.computeIfAbsent(new Door(node, service), unused -> new Breaker());
    }

    /** Guarded by the view's lock. */
    private final class Breaker {
        private int failures;
        private long failedAt;
        private long failingSince;
        private boolean open;
        private long retryAt;
        private String why = "";

        boolean closedOrDue() {
            return !open || nanoTime.getAsLong() - retryAt >= 0;
        }

        boolean admit() {
            if (!closedOrDue()) {
                return false;
            }
            if (open) {
                retryAt = nanoTime.getAsLong() + TRIAL.toNanos(); // this caller tries, others wait
            }
            return true;
        }

        /** Whether it had failed before. */
        boolean succeeded() {
            boolean wasOpen = open;
            open = false;
            if (nanoTime.getAsLong() - failedAt >= FORGET.toNanos()) {
                failures = 0;
            }
            return wasOpen;
        }

        void due() {
            retryAt = Math.min(retryAt, nanoTime.getAsLong());
        }

        void failed(String reason) {
            long now = nanoTime.getAsLong();
            if (failures > 0 && !open && now - failedAt >= FORGET.toNanos()) {
                failures = 0;
            }
            if (failures == 0) {
                failingSince = now;
            }
            failures++;
            failedAt = now;
            open = true;
            why = reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) : reason;
            Duration most = now - failingSince < FRESH.toNanos() ? LONGEST_FRESH : LONGEST;
            long doubled = Math.min(FIRST.toNanos() << Math.min(failures - 1, 20), most.toNanos());
            double jitter = 0.75 + random.nextDouble() / 2;
            retryAt = now + (long) ((double) doubled * jitter);
        }

        NodeState state(Door door) {
            long wait = open ? Math.max(0, retryAt - nanoTime.getAsLong()) : 0;
            long failing = open ? nanoTime.getAsLong() - failedAt : 0;
            return new NodeState(
                    door.node(),
                    door.service(),
                    open ? failures : 0,
                    Duration.ofNanos(wait),
                    Duration.ofNanos(failing),
                    why);
        }
    }
}
