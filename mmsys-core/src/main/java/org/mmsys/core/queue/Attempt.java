package org.mmsys.core.queue;

/** One attempt, or one question where recipients live. Belongs to the scheduler. */
final class Attempt {
    final Lane lane;
    final Job job;
    final boolean probe;
    final long startedAt;
    boolean over;

    Attempt(Lane lane, Job job, long startedAt) {
        this.lane = lane;
        this.job = job;
        this.probe = lane.down();
        this.startedAt = startedAt;
    }
}
