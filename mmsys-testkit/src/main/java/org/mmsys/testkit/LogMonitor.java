package org.mmsys.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges a pair by the logs of its two nodes, after a run: the specification of the pair's model, in what real nodes say.
 *
 * <p>It reads these lines, and no others:
 *
 * <table>
 *   <caption>Lines</caption>
 *   <tr><td>{@code journal recovered}</td><td>a process begins; the one before has ended at its last line</td></tr>
 *   <tr><td>{@code pair role= epoch=}</td><td>what the node is from now on; PRIMARY_SOLO commits alone</td></tr>
 *   <tr><td>{@code serves role= epoch= [from=]}</td><td>it serves; the epoch's first entry in the log</td></tr>
 *   <tr><td>{@code mail accepted qid= resent= [seq=]}</td><td>a client was told 250; the entry's number in the log</td></tr>
 * </table>
 *
 * <ul>
 *   <li>ALONE: two nodes never commit alone at the same time.
 *   <li>REG: an epoch is the reign of one node, and each node's epochs grow.
 *   <li>SPEC: what was acknowledged in an epoch lies before the first entry of every later one, so it is in that one's log
 *       (as far as the lines have {@code seq} and {@code from}), and was acknowledged by the node that reigned then.
 * </ul>
 *
 * <p>A log loses its last lines when a process is killed: that takes evidence away, and makes none. Both logs must be of one
 * clock. Not for more than one thread.
 */
public final class LogMonitor {
    private static final int EPOCH_DIGITS = 7;
    private static final int EPOCH_SHIFT = 3;
    private static final long EPOCH_MASK = (1 << 24) - 1;

    private final List<Span> alone = new ArrayList<>();
    private final Map<Long, String> reigns = new HashMap<>();
    private final Map<Long, Long> begins = new HashMap<>();
    private final List<Accepted> accepted = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private record Span(String node, Instant from, Instant to, long epoch) {}

    /**
     * An acknowledgement.
     *
     * @param reign in which it was given: an id that was drawn before a new epoch of the same node may be stored in it
     */
    private record Accepted(String node, String id, long epoch, long reign, OptionalLong sequence) {}

    /** One node's log on the way through it. */
    private static final class Reading {
        private long epoch;
        private Optional<Instant> aloneSince = Optional.empty();
        private long aloneIn;
        private Instant last = Instant.MIN;
    }

    /** Reads the log of one node, from its first line to its last; older files of it come before. */
    public void read(String node, Iterable<String> lines) {
        Reading reading = new Reading();
        for (String text : lines) {
            LogLine.of(text).ifPresent(line -> {
                take(node, reading, line);
                reading.last = line.at();
            });
        }
        endAlone(node, reading, reading.last);
    }

    private void take(String node, Reading reading, LogLine line) {
        switch (line.message()) {
            case "journal recovered" -> {
                endAlone(node, reading, reading.last);
                reading.epoch = 0;
            }
            case "pair" -> role(node, reading, line);
            case "serves", "serves on" -> serves(node, reading, line);
            case "mail accepted" -> accepts(node, reading, line);
            default -> {}
        }
    }

    private void role(String node, Reading reading, LogLine line) {
        String role = line.field("role").orElse("");
        if (role.startsWith("PRIMARY_")) {
            line.number("epoch").ifPresent(epoch -> reigns(node, reading, epoch));
        }
        if (!role.equals("PRIMARY_SOLO")) {
            endAlone(node, reading, line.at());
        } else if (reading.aloneSince.isEmpty()) {
            reading.aloneSince = Optional.of(line.at());
            reading.aloneIn = line.number("epoch").orElse(0);
        }
    }

    private void endAlone(String node, Reading reading, Instant at) {
        reading.aloneSince.ifPresent(since -> alone.add(new Span(node, since, at, reading.aloneIn)));
        reading.aloneSince = Optional.empty();
    }

    private void reigns(String node, Reading reading, long epoch) {
        String holder = reigns.merge(epoch, node, (first, second) -> first);
        if (!holder.equals(node)) {
            violations.add("REG: epoch " + epoch + " is of " + holder + " and of " + node);
        }
        if (epoch < reading.epoch) {
            violations.add("REG: " + node + " reigns in epoch " + epoch + " after " + reading.epoch);
        }
        reading.epoch = Math.max(reading.epoch, epoch);
    }

    private void serves(String node, Reading reading, LogLine line) {
        line.number("epoch").ifPresent(epoch -> {
            reigns(node, reading, epoch);
            line.number("from").ifPresent(from -> begins.putIfAbsent(epoch, from));
        });
    }

    private void accepts(String node, Reading reading, LogLine line) {
        boolean resent = line.field("resent").filter("true"::equals).isPresent();
        line.field("qid")
                .flatMap(id -> resent
                        ? Optional.empty()
                        : epochOf(id)
                                .map(epoch -> new Accepted(
                                        node, id, epoch, Math.max(epoch, reading.epoch), line.number("seq"))))
                .ifPresent(accepted::add);
    }

    /** The epoch is the second field of an id: 24 bits behind the first 8, in base 32. */
    private static Optional<Long> epochOf(String id) {
        try {
            long head = Long.parseLong(id.substring(0, EPOCH_DIGITS), 32);
            return Optional.of(head >>> EPOCH_SHIFT & EPOCH_MASK);
        } catch (NumberFormatException | StringIndexOutOfBoundsException notAnId) {
            return Optional.empty();
        }
    }

    /** The ids that clients were told 250 for, on either node. */
    public Set<String> acknowledged() {
        Set<String> ids = new LinkedHashSet<>();
        accepted.forEach(each -> ids.add(each.id));
        return ids;
    }

    /** How many acknowledgements could be compared with the beginning of a later epoch. */
    public long compared() {
        return accepted.stream()
                .filter(each ->
                        each.sequence.isPresent() && begins.keySet().stream().anyMatch(epoch -> epoch > each.reign))
                .count();
    }

    /** What the logs say that the specification does not take; empty if they say nothing such. */
    public List<String> violations() {
        List<String> found = new ArrayList<>(violations);
        overlaps(found);
        Set<String> reported = new HashSet<>();
        for (Accepted each : accepted) {
            Optional<String> holder = Optional.ofNullable(reigns.get(each.epoch));
            holder.filter(node -> !node.equals(each.node) && reported.add(node + each.epoch))
                    .ifPresent(node -> found.add("NODE: " + each.node + " accepted " + each.id + " in epoch "
                            + each.epoch + ", which is of " + node));
            each.sequence.ifPresent(sequence -> begins.forEach((epoch, from) -> {
                if (epoch > each.reign && from <= sequence) {
                    found.add("SPEC: " + each.id + ", accepted in epoch " + each.reign + " as entry " + sequence
                            + ", is not in the log of epoch " + epoch + ", which begins with entry " + from);
                }
            }));
        }
        return found;
    }

    private void overlaps(List<String> found) {
        for (Span one : alone) {
            for (Span other : alone) {
                boolean once = one.node.compareTo(other.node) < 0;
                if (once && one.from.isBefore(other.to) && other.from.isBefore(one.to)) {
                    found.add("ALONE: " + one + " and " + other);
                }
            }
        }
    }
}
