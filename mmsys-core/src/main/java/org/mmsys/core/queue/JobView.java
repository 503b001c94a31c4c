package org.mmsys.core.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Recipients of a message that are tried together, as an administrator sees them.
 *
 * @param recipients their numbers
 * @param state {@code ready}, {@code waiting}, {@code running} or {@code parked}
 * @param dueIn how long until the next attempt, while it waits
 * @param said what was said last, of the first recipient
 */
public record JobView(
        List<Integer> recipients,
        Optional<Destination> destination,
        String state,
        int attempts,
        Optional<Duration> dueIn,
        Optional<String> said) {
    static JobView of(Job job, long now) {
        Lane lane = job.lane;
        boolean waits = job.state == Job.State.WAITING;
        Optional<String> said = Optional.ofNullable(job.lastOf(0)).map(Verdict.Deferred::diagnostic);
        return new JobView(
                job.numbers(),
                lane == null ? Optional.empty() : lane.destination,
                job.state.name().toLowerCase(java.util.Locale.ROOT),
                job.attempts,
                waits ? Optional.of(Duration.ofMillis(Math.max(0, job.dueAt - now))) : Optional.empty(),
                said.or(() -> lane == null
                        ? Optional.empty()
                        : Optional.ofNullable(lane.downBecause).map(Verdict.Deferred::diagnostic)));
    }
}
