package org.mmsys.replica.pair;

import org.mmsys.testkit.SimSchedule;

/** A node's monotonic clock: runs at a rate of its own, and not at all while the node stands still. */
final class SimClock {
    private final SimSchedule schedule;
    private final double rate;
    private long worldThen;
    private long localThen;
    private boolean stopped;

    SimClock(SimSchedule schedule, double rate, long start) {
        this.schedule = schedule;
        this.rate = rate;
        this.localThen = start;
    }

    long local() {
        return stopped ? localThen : localThen + (long) ((schedule.now() - worldThen) * rate);
    }

    /** How long it takes in the world until this clock has gone on by so much. */
    long toWorld(long localNanos) {
        return (long) (localNanos / rate) + 1;
    }

    void stop() {
        localThen = local();
        stopped = true;
    }

    void go() {
        worldThen = schedule.now();
        stopped = false;
    }
}
