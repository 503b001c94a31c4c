package org.mmsys.client.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem;

/**
 * A message that waits to be sent, as it is on the disk. Immutable.
 *
 * @param id of the entry
 * @param recipients those that are still to get it
 * @param dueAt when it is tried (next)
 * @param lastProblem the last answer; empty before the first try
 */
public record OutboxEntry(
        String id,
        String account,
        String subject,
        List<String> recipients,
        long sizeBytes,
        Status status,
        Instant createdAt,
        Instant dueAt,
        int attempts,
        Optional<Problem> lastProblem) {
    /** No hold for undoing is longer. */
    private static final Duration HOLD_MAX = Duration.ofDays(366);

    public OutboxEntry {
        recipients = List.copyOf(recipients);
    }

    /** Whether it is held until the user says so, not for undoing. */
    public boolean untilTold() {
        return status == Status.HELD && dueAt.isAfter(createdAt.plus(HOLD_MAX));
    }

    /** How it stands. */
    public enum Status {
        /** Undo send is possible until {@link OutboxEntry#dueAt}. */
        HELD,
        WAITING,
        SENDING,
        /** Handed over, and no answer came: it may have arrived. Resent by itself only where the server recognises that. */
        UNKNOWN,
        /** Refused for good: it waits for the user, who may change it. */
        REFUSED;

        /** Whether only the user can make it go on. */
        public boolean needsUser() {
            return this == UNKNOWN || this == REFUSED;
        }
    }
}
