package org.mmsys.replica.registry.ratis;

import java.time.Duration;

/**
 * How long the registry waits for what.
 *
 * @param electionMin a voter that hears nothing of a leader for this long, at least, calls for an election
 * @param electionMax … at most
 * @param retry pause before a request is sent again
 * @param attempt after this long without an answer the next voter is asked too
 * @param limit then the answer is that nobody knows
 * @param poll how often a node that does not vote looks after the keys it watches
 * @param rejoin how often a voter whose disk is new asks to be taken in
 */
public record RatisTiming(
        Duration electionMin,
        Duration electionMax,
        Duration retry,
        Duration attempt,
        Duration limit,
        Duration poll,
        Duration rejoin) {
    /** What a server uses. */
    public static final RatisTiming DEFAULT = new RatisTiming(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));

    public RatisTiming {
        if (electionMin.compareTo(electionMax) >= 0 || attempt.compareTo(limit) > 0) {
            throw new IllegalArgumentException(
                    "election " + electionMin + " to " + electionMax + ", attempt " + attempt + " of at most " + limit);
        }
    }
}
