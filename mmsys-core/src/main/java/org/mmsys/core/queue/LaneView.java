package org.mmsys.core.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * One destination, as an administrator sees it.
 *
 * @param waiting jobs that wait for their turn or their time
 * @param running attempts under way
 * @param downFor how long it could not be reached, if it cannot
 * @param because what was said of that last
 */
public record LaneView(
        Destination destination, int waiting, int running, Optional<Duration> downFor, Optional<String> because) {
    static LaneView of(Lane lane, long now) {
        return new LaneView(
                lane.destination.orElseThrow(),
                lane.ready.size() + lane.waiting.size(),
                lane.running,
                lane.down() ? Optional.of(Duration.ofMillis(now - lane.downSince())) : Optional.empty(),
                Optional.ofNullable(lane.downBecause).map(Verdict.Deferred::diagnostic));
    }
}
