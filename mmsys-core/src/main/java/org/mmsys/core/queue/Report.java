package org.mmsys.core.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.journal.Operation.QueuedRecipient;

/**
 * What a sender is told of one message (RFC 3464).
 *
 * @param about the envelope; its sender is there
 * @param retryUntil when it will be given up, for delays
 * @param original the octets to be returned; empty when they are lost
 */
record Report(Kind kind, Enqueue about, List<Line> lines, Optional<Instant> retryUntil, Optional<Original> original) {
    enum Kind {
        FAILED,
        DELAYED,
        SUCCEEDED
    }

    /** What became of one recipient. */
    record Line(QueuedRecipient recipient, Action action, String status, String diagnostic, Optional<String> remote) {}

    /** RFC 3464 §2.3.3. */
    enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED
    }

    /**
     * The message, or its beginning.
     *
     * @param octets without the prefix of stored copies; only the header when not whole
     */
    record Original(byte[] octets, boolean whole) {}

    Report {
        lines = List.copyOf(lines);
        if (about.sender().isEmpty()) {
            throw new IllegalArgumentException("a report to nobody"); // RFC 5321 §6.1
        }
    }
}
