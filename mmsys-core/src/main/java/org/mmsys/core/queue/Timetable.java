package org.mmsys.core.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** All lanes: whose turn it is, and when something of one that sleeps is due. Scheduler's monitor. */
final class Timetable {
    private static final int HERE_MAX = 4;
    private static final int UNSURE_MAX = 16;
    private static final int CLOSING_MAX = 4;

    private final QueueClock clock;
    private final QueueSettings settings;
    private final Map<Destination, Lane> lanes = new LinkedHashMap<>();
    private final Lane here = new Lane(Lane.Kind.HERE, Optional.empty(), HERE_MAX);
    private final Lane unsure = new Lane(Lane.Kind.UNSURE, Optional.empty(), UNSURE_MAX);
    private final Lane closing = new Lane(Lane.Kind.CLOSING, Optional.empty(), CLOSING_MAX);
    private final Deque<Lane> ring = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();

    private record Alarm(long at, Lane lane) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return Long.compare(at, other.at);
        }
    }

    Timetable(QueueClock clock, QueueSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    private long now() {
        return clock.millis();
    }

    Lane here() {
        return here;
    }

    Lane unsure() {
        return unsure;
    }

    Lane closing() {
        return closing;
    }

    Lane lane(Destination destination) {
        return lanes.computeIfAbsent(
                destination,
                to -> new Lane(
                        Lane.Kind.OUT,
                        Optional.of(to),
                        to instanceof Destination.Server ? settings.perServer() : settings.perDomain()));
    }

    List<Lane> all() {
        List<Lane> all = new ArrayList<>(lanes.values());
        all.addAll(List.of(here, unsure, closing));
        return all;
    }

    void removeIdle() {
        lanes.values().removeIf(lane -> lane.idle() && !lane.inRing && !lane.down());
    }

    Optional<Lane> find(Destination destination) {
        return Optional.ofNullable(lanes.get(destination));
    }

    /** The lanes that lead out. */
    Collection<Lane> destinations() {
        return lanes.values();
    }

    /** Sees to it that a lane gets its turn, now or when something of it is due. */
    void touch(Lane lane) {
        lane.promote(now());
        if (!lane.inRing && lane.dispatchable(now())) {
            lane.inRing = true;
            ring.add(lane);
        }
        long next = lane.nextAt();
        if (next < lane.alarmAt && next > now()) {
            lane.alarmAt = next;
            alarms.add(new Alarm(next, lane));
        }
    }

    /** Wakes the lanes of which something is due. */
    void ring() {
        for (Alarm first = alarms.peek(); first != null && first.at() <= now(); first = alarms.peek()) {
            alarms.remove();
            Lane lane = first.lane();
            if (lane.alarmAt == first.at()) {
                lane.alarmAt = Lane.NEVER;
                touch(lane);
            }
        }
    }

    /** When {@link #ring} has something to do. */
    long nextAt() {
        Alarm first = alarms.peek();
        return first == null ? Lane.NEVER : first.at();
    }

    /**
     * Has all jobs begun that may begin now, one of each lane in turn.
     *
     * @param mayLeave whether one more may be handed over to others
     */
    void dispatch(BooleanSupplier mayLeave, BiConsumer<Lane, Job> begin) {
        int outWaiting = 0;
        while (!ring.isEmpty() && outWaiting < ring.size()) {
            Lane lane = ring.remove();
            boolean full = lane.kind == Lane.Kind.OUT && !mayLeave.getAsBoolean();
            if (full && lane.dispatchable(now())) {
                ring.add(lane);
                outWaiting++;
                continue;
            }
            lane.inRing = false;
            outWaiting = 0;
            if (lane.dispatchable(now())) {
                Job job = lane.next();
                if (job != null) {
                    begin.accept(lane, job);
                }
            }
            touch(lane);
        }
    }
}
