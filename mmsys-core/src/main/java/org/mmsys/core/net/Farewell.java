package org.mmsys.core.net;

import java.time.Duration;

/**
 * How a session closes: what was said leaves first, then TLS ends in order, then the socket.
 *
 * <p>Closing a socket whose peer still sends resets it, and the peer loses our last words. So when input was left
 * unserved, what else comes is thrown away for a moment. Owned by the session's I/O thread.
 */
final class Farewell {
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Connection connection;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private boolean lingers;
    private boolean said;

    Farewell(Connection connection, Outbox outbox, Deadlines deadlines) {
        this.connection = connection;
        this.outbox = outbox;
        this.deadlines = deadlines;
    }

    /** The peer is in the middle of something: it will be listened to for a moment after our last words. */
    void linger() {
        lingers = true;
    }

    /** The session closes within the time, whether the peer reads or not. */
    void begin(Duration grace) {
        deadlines.endWithin(grace);
    }

    /** Closes when all has left; called after each turn of a closing session. */
    void proceed() {
        if (said || !outbox.isEmpty()) {
            return;
        }
        said = true;
        connection.endTls();
        if (lingers) {
            deadlines.endWithin(LINGER);
        } else {
            connection.closeOnFlush();
        }
    }

    /** Whether nothing more can be written: what MINA reports as sent is not ours. */
    boolean said() {
        return said;
    }

    /** The peer has closed its half: nothing is to be waited for. */
    void inputEnded() {
        lingers = false;
        if (said) {
            connection.closeOnFlush();
        }
    }
}
