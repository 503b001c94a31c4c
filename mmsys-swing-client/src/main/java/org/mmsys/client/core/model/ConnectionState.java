package org.mmsys.client.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem;

/**
 * The way from an account to its servers: what the state bar shows. Immutable.
 *
 * @param server the one in use, or tried last; empty before the first try
 * @param encrypted whether the last connection was in TLS
 * @param since when this status began
 * @param nextTry when it is tried again by itself
 * @param problem why it is not {@link Status#CONNECTED}
 * @param capabilities what the POP3 server said it can do, and {@code SMTP:} lines; for the details pop-up
 * @param foldersOnServer whether the server keeps folders (XFOLDERS); empty before it is known
 * @param history the last switches, newest first, at most {@value #HISTORY_MAX}
 */
public record ConnectionState(
        String account,
        Status status,
        Optional<Endpoint> server,
        boolean encrypted,
        Instant since,
        Optional<Instant> nextTry,
        Optional<Problem> problem,
        List<String> capabilities,
        Optional<Boolean> foldersOnServer,
        List<Switch> history) {
    public static final int HISTORY_MAX = 50;

    /** How it stands. */
    public enum Status {
        /** Nothing tried yet. */
        NEW,
        /** The last session was with the primary, and went well. */
        CONNECTED,
        /** A session is under way; {@code Events.progress} tells how far. */
        BUSY,
        /** The primary does not answer, the backup is tried. */
        CHECKING,
        ON_BACKUP,
        /** Neither answers, or the user wants to work offline. */
        OFFLINE,
        /** Password refused, certificate changed: nothing happens until the user acts. */
        NEEDS_YOU
    }

    /** A change from one server to the other, or to none. */
    public record Switch(Instant at, Service service, Optional<Endpoint> from, Optional<Endpoint> to, String why) {}

    /** What is offered by servers. */
    public enum Service {
        ACCOUNTS,
        SMTP,
        POP3
    }

    public ConnectionState {
        capabilities = List.copyOf(capabilities);
        history = List.copyOf(history);
    }
}
