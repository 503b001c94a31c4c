package org.mmsys.replica.node;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mmsys.replica.pair.Explanation;

/** The newest reasons for what this node is and does. Thread-safe. */
public final class Explanations {
    private static final int MOST = 200;

    private final InstantSource clock;
    private final Deque<Said> newest = new ArrayDeque<>();

    /** A reason, and when it was given by the wall clock of this node. */
    public record Said(Instant at, Explanation explanation) {}

    Explanations(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(Explanation explanation) {
        if (newest.size() >= MOST) {
            newest.remove();
        }
        newest.add(new Said(clock.instant(), explanation));
    }

    /** The last 200, oldest first. */
    public synchronized List<Said> list() {
        return List.copyOf(newest);
    }

    synchronized Optional<String> last() {
        return Optional.ofNullable(newest.peekLast())
                .map(said -> said.explanation().sentence());
    }
}
