package org.mmsys.client.core.model;

import java.util.Optional;
import org.mmsys.client.core.Problem;

/**
 * What an account server said to a request for a name.
 *
 * @param server that answered
 * @param overBackup why the primary was passed over, if it was
 * @param text the server's words
 */
public record AccountAnswer(Kind kind, Endpoint server, Optional<Problem> overBackup, String text) {
    /** The answers there are. */
    public enum Kind {
        /** Free, to a question about the name only. */
        AVAILABLE,
        CREATED,
        TAKEN,
        BAD_NAME,
        WEAK_PASSWORD,
        /** Registration is off. */
        CLOSED,
        /** Too many requests: later. */
        RATE,
        /** Not now. */
        TEMPORARY
    }
}
