package org.mmsys.replica.pair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The search for the last place that both logs have in common: a binary search with many questions at once.
 *
 * <p>Equal (sequence, mark) means equal history, so the places in common are a prefix. Begun by the primary once for each
 * round.
 */
final class Matching {
    private static final int PROBES = 16;

    private final Core core;
    private final PairMessage.Following theirs;
    private long low;
    private long high;
    private Optional<LogPoint> common = Optional.empty();
    private List<LogPoint> answered = List.of();
    private State state = State.SEARCHING;

    /** How far it is. */
    enum State {
        SEARCHING,
        FOUND,
        /** What is in common, if anything, is in neither log any more. */
        NOTHING_IN_COMMON
    }

    Matching(Core core, PairMessage.Following theirs) {
        this.core = core;
        this.theirs = theirs;
        this.low = Math.max(core.log().base().sequence(), theirs.base().sequence());
        this.high = Math.min(core.log().written().sequence(), theirs.last().sequence());
    }

    State state() {
        return state;
    }

    /** Nothing before this entry will be asked for. */
    long low() {
        return low + 1;
    }

    LogPoint common() {
        return common.orElseThrow();
    }

    LogPoint theirLast() {
        return theirs.last();
    }

    void begin() {
        if (low > high) {
            state = State.NOTHING_IN_COMMON;
        } else {
            core.send(new PairMessage.Probe(theirs.epoch(), theirs.round(), next()));
        }
    }

    /** Places to ask for: both ends, near the end closely, then evenly. */
    private List<Long> next() {
        List<Long> asked = new ArrayList<>();
        asked.add(high);
        for (long back = 1; asked.size() < PROBES / 2 && high - back > low; back *= 2) {
            asked.add(high - back);
        }
        long step = Math.max(1, (high - low) / (PROBES / 2));
        for (long place = high - step; asked.size() < PROBES && place > low; place -= step) {
            if (!asked.contains(place)) {
                asked.add(place);
            }
        }
        if (low != high && common.isEmpty()) {
            asked.add(low);
        }
        return asked;
    }

    /** The follower's marks: this log's own are needed now. */
    void answer(PairMessage.Match match) {
        answered = match.points();
        core.act(new PairAction.FindChains(
                theirs.round(), answered.stream().map(LogPoint::sequence).toList()));
    }

    /** This log's marks of the places that were answered. */
    void compare(List<LogPoint> own) {
        Map<Long, LogPoint> ownMarks = new HashMap<>();
        own.forEach(point -> ownMarks.put(point.sequence(), point));
        long lowestDifferent = high + 1;
        for (LogPoint theirPoint : answered) {
            Optional<LogPoint> ours = Optional.ofNullable(ownMarks.get(theirPoint.sequence()));
            if (ours.filter(theirPoint::equals).isPresent()) {
                if (theirPoint.sequence() >= common.map(LogPoint::sequence).orElse(0L)) {
                    common = ours;
                }
            } else {
                lowestDifferent = Math.min(lowestDifferent, theirPoint.sequence());
            }
        }
        high = lowestDifferent - 1;
        decide();
    }

    private void decide() {
        if (common.isEmpty()) {
            state = State.NOTHING_IN_COMMON; // the lowest place was asked for, too
            return;
        }
        low = common.get().sequence();
        InvariantBroken.unless(low <= high, Invariant.I9, "equal marks behind different ones", common);
        if (low == high) {
            state = State.FOUND;
        } else {
            core.send(new PairMessage.Probe(theirs.epoch(), theirs.round(), next()));
        }
    }
}
