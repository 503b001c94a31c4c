package org.mmsys.replica.pair;

import java.util.Optional;
import java.util.function.Consumer;

/** Who decides in a simulation, and what can go wrong with it. */
interface SimRegistry {
    /** Called at each change, in the order of changes. */
    void watch(Consumer<RecordVersion> newWatcher);

    /** Told of each proposal that is applied, at once, whatever a defect makes of it. */
    void observe(Consumer<PairRecord> newObserver);

    /** Told of what happens, to be counted. */
    void count(Consumer<String> newCount);

    Optional<RecordVersion> current();

    /** Whether what this node asks gets nowhere, or late. */
    void away(Half half, boolean isAway);

    void lostAnswers(double share);

    void delay(long nanos);

    /** Whether a request of this node may still be applied. */
    boolean hasRequestsOf(Half half);

    /** What this node has sent and was not applied yet never will be. */
    void ignoreRequestsOf(Half half);

    void read(Half half, Consumer<RecordAnswer> answer);

    void cas(Half half, long expected, PairRecord proposed, Consumer<CasAnswer> answer);

    /** Whether nothing can be decided without this node, or without its disk. */
    default boolean needs(Half half) {
        return false;
    }

    /** The process of this node has begun. */
    default void started(Half half) {}

    /** It has ended. */
    default void crashed(Half half) {}

    /** This node has an empty disk. */
    default void wiped(Half half) {}

    /** What sort of change it is. */
    static String changeOf(Optional<RecordVersion> current, PairRecord next) {
        if (current.isEmpty()) {
            return "found";
        }
        PairRecord before = current.get().record();
        if (before.primary() != next.primary()) {
            return next.reason().contains("hands") ? "switchover" : "takeover";
        }
        if (before.epoch() != next.epoch()) {
            return "raise";
        }
        return next.inSync() == InSync.BOTH ? "join" : "solo";
    }
}
