package org.mmsys.core.queue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recipients of one message that are tried together. Belongs to the scheduler. */
final class Job {
    /** Where a job stands. */
    enum State {
        /** Waits for its turn. */
        READY,
        /** Waits for its time. */
        WAITING,
        /** Is being tried, or written to the journal. */
        RUNNING,
        /** Held back by the administrator. */
        PARKED,
        /** Done, or replaced by other jobs. */
        GONE
    }

    final Queued message;
    final int[] recipients;
    State state = State.READY;

    @Nullable
    Lane lane;

    int attempts;
    long dueAt;
    /** What was said last of each recipient, by its number. */
    private Map<Integer, Verdict.Deferred> last = Map.of();

    /** How often in a row it was the one that found its destination down. */
    int strikes;
    /** How often writing what became of it has failed. */
    int closings;
    /** Was sent to a wrong home: one look where the right one is, one more try. */
    boolean redirected;
    /** Its route has just been looked up elsewhere. */
    boolean routed;
    /** What is to be written of its recipients, when they need no more attempts. */
    @Nullable
    List<Verdict> verdicts;

    Job(Queued message, int[] recipients) {
        this.message = message;
        this.recipients = recipients;
    }

    /** A job for some of its recipients, which remembers what was said of them. It is not known to the message yet. */
    Job part(List<Integer> some) {
        Job part = new Job(message, some.stream().mapToInt(Integer::intValue).toArray());
        part.attempts = attempts;
        part.redirected = redirected;
        if (!last.isEmpty()) {
            part.last = new HashMap<>(last);
            part.last.keySet().retainAll(some);
        }
        return part;
    }

    List<Integer> numbers() {
        return Arrays.stream(recipients).boxed().toList();
    }

    /** What was said last of the recipient at that place. */
    Verdict.@Nullable Deferred lastOf(int index) {
        return last.get(recipients[index]);
    }

    void remember(int index, Verdict.Deferred verdict) {
        if (recipients.length == 1) {
            last = Map.of(recipients[0], verdict);
            return;
        }
        if (!(last instanceof HashMap)) {
            last = new HashMap<>(last);
        }
        last.put(recipients[index], verdict);
    }
}
