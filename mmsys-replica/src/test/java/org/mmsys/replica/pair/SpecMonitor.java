package org.mmsys.replica.pair;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The specification of the model as a monitor: takes the events of a run one by one, and says which process of {@code
 * docs/model/replication.csp} does not take one.
 *
 * <ul>
 *   <li>SPEC, letter by letter: whoever wins or renews the office has everything that was acknowledged.
 *   <li>REG: the record changes only as a compare-and-set allows; a takeover is that of the node that is in sync and is not
 *       primary.
 *   <li>What the model has by construction, and code has not: an acknowledgement follows the disks of all that are in sync
 *       (DISKS), comes from a node that has won an office since it started (NODE), and two nodes are never alone (ALONE).
 * </ul>
 *
 * It knows nothing of the nodes but the events.
 */
@SuppressWarnings("NullAway")
final class SpecMonitor {
    private static final int REMEMBERED = 60;

    private final Deque<SpecEvent> trace = new ArrayDeque<>();
    /** SPEC(a). */
    private final BitSet acknowledged = new BitSet();
    /** REG(p,e,two). */
    private Optional<Half> primary = Optional.empty();

    private long epoch;
    private boolean two;
    private final Map<Half, BitSet> disks = new EnumMap<>(Half.class);
    private final Map<Half, BitSet> answered = new EnumMap<>(Half.class);
    private final Set<Half> won = EnumSet.noneOf(Half.class);
    private final Set<Half> down = EnumSet.noneOf(Half.class);
    private final Set<Half> alone = EnumSet.noneOf(Half.class);
    private final Set<Half> wiped = EnumSet.noneOf(Half.class);

    SpecMonitor() {
        for (Half half : Half.values()) {
            disks.put(half, new BitSet());
            answered.put(half, new BitSet());
        }
    }

    /** Takes the event; what is broken by it, with the trace that leads there, or nothing. */
    Optional<String> take(SpecEvent event) {
        trace.add(event);
        if (trace.size() > REMEMBERED) {
            trace.remove();
        }
        return refusal(event).map(why -> why + "; trace " + shown());
    }

    private String shown() {
        StringJoiner events = new StringJoiner(", ", "<... ", ">");
        trace.forEach(event -> events.add(event.toString()));
        return events.toString();
    }

    private Optional<String> refusal(SpecEvent event) {
        Half node = event.node();
        return switch (event.kind()) {
            case SUBMIT -> submit(node, event.operation());
            case OK -> ok(node, event.operation());
            case REPL -> {
                disks.get(node.other()).set(event.operation());
                yield Optional.empty();
            }
            case RACK -> {
                answered.get(node).or(event.box());
                yield Optional.empty();
            }
            case FOUND -> founded(event);
            case TAKEOVER, RAISE -> wins(event);
            case GOSOLO -> goesAlone(event);
            case JOIN -> joins(event);
            case MATCH -> {
                disks.put(node.other(), copy(event.box()));
                answered.put(node, copy(event.box()));
                yield Optional.empty();
            }
            case REFUSED -> {
                won.remove(node);
                yield Optional.empty();
            }
            case CRASH -> {
                down.add(node);
                won.remove(node);
                alone.remove(node);
                answered.get(node).clear();
                yield Optional.empty();
            }
            case RESTART -> down.remove(node) ? Optional.empty() : Optional.of("NODE does not take a second start");
            case WIPE -> {
                disks.get(node).clear();
                wiped.add(node);
                yield Optional.empty();
            }
            case ALONE -> {
                alone.add(node);
                yield alone.size() > 1 ? Optional.of("ALONE does not take a second node") : Optional.empty();
            }
            case NOT_ALONE -> {
                alone.remove(node);
                yield Optional.empty();
            }
        };
    }

    private static BitSet copy(BitSet box) {
        return (BitSet) box.clone();
    }

    private static boolean within(BitSet part, BitSet whole) {
        BitSet left = copy(part);
        left.andNot(whole);
        return left.isEmpty();
    }

    private Optional<String> submit(Half node, int operation) {
        if (!won.contains(node) || down.contains(node)) {
            return Optional.of("NODE does not take a message where nobody holds an office");
        }
        disks.get(node).set(operation);
        return Optional.empty();
    }

    private Optional<String> ok(Half node, int operation) {
        acknowledged.set(operation);
        if (!won.contains(node) || down.contains(node)) {
            return Optional.of("NODE does not take an acknowledgement of one that holds no office");
        }
        for (Half half : Half.values()) {
            boolean inSync = two || primary.filter(half::equals).isPresent();
            if (half != node
                    && inSync
                    && !wiped.contains(half)
                    && !disks.get(half).get(operation)) {
                return Optional.of("DISKS does not take an acknowledgement that " + half + " has not on its disk");
            }
        }
        boolean fromBoth = two && primary.filter(node::equals).isPresent();
        if (fromBoth && !wiped.contains(node.other()) && !answered.get(node).get(operation)) {
            return Optional.of("DISKS does not take an acknowledgement before the answer of the other half");
        }
        return Optional.empty();
    }

    private Optional<String> founded(SpecEvent event) {
        boolean again = primary.isPresent();
        primary = Optional.of(event.node());
        epoch = event.epoch();
        two = event.both();
        won.add(event.node());
        return again ? Optional.of("REG does not take a second beginning") : Optional.empty();
    }

    private Optional<String> wins(SpecEvent event) {
        Half node = event.node();
        boolean takeover = event.kind() == SpecEvent.Kind.TAKEOVER;
        boolean mine = primary.filter(node::equals).isPresent();
        boolean allowed = event.epoch() > epoch
                && (takeover ? two && !mine && !event.both() : mine && event.both() == two)
                && !wiped.contains(node);
        primary = Optional.of(node);
        epoch = event.epoch();
        two = event.both();
        disks.put(node, copy(event.box()));
        if (!down.contains(node)) {
            won.add(node);
        }
        if (!allowed) {
            return Optional.of("REG does not take it");
        }
        return within(acknowledged, event.box())
                ? Optional.empty()
                : Optional.of("SPEC does not take it: acknowledged is " + acknowledged);
    }

    private Optional<String> goesAlone(SpecEvent event) {
        boolean allowed = primary.filter(event.node()::equals).isPresent() && event.epoch() == epoch;
        two = false;
        return allowed ? Optional.empty() : Optional.of("REG does not take it");
    }

    /** The box is what the half that joins has on its disk. */
    private Optional<String> joins(SpecEvent event) {
        boolean allowed = primary.filter(event.node()::equals).isPresent() && event.epoch() == epoch;
        two = true;
        if (event.both()) {
            Half joiner = event.node().other();
            wiped.remove(joiner);
            disks.put(joiner, copy(event.box()));
            if (!within(acknowledged, event.box())) {
                return Optional.of("SPEC does not take it: acknowledged is " + acknowledged);
            }
        }
        return allowed ? Optional.empty() : Optional.of("REG does not take it");
    }
}
