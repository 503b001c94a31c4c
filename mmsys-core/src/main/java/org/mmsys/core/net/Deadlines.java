package org.mmsys.core.net;

import java.time.Duration;

/**
 * When a session has waited long enough: silence, slow commands and bodies, a reader that does not read, handshake, close.
 *
 * <p>Times are {@link System#nanoTime}. Owned by the session's I/O thread, but {@link #due} may be read by any.
 */
final class Deadlines {
    private static final long NEVER = Long.MAX_VALUE;

    /** Clients wait 10 minutes for the answer to a message (RFC 5321 §4.5.3.2.6): what comes later nobody hears. */
    static final Duration ANSWER_TIME = Duration.ofMinutes(9);

    /** What a look at the clock found. */
    enum Verdict {
        FINE,
        /** The machine says good-bye. */
        TIMED_OUT,
        /** Nothing can be said any more. */
        HOPELESS
    }

    private final NetSettings settings;
    private long idle;
    private long activeAt = System.nanoTime();
    private long commandSince = NEVER;
    private long bodySince = NEVER;
    private long paceSince;
    private long paceOctets;
    private long writtenOctets;
    private long writtenAt = activeAt;
    private long endBy = NEVER;
    private long askedAt = NEVER;
    private volatile long due = activeAt;

    Deadlines(NetSettings settings) {
        this.settings = settings;
        this.idle = settings.idle().toNanos();
    }

    /** Whether {@link #look} may find something. Any thread. */
    boolean due(long now) {
        return now - due >= 0;
    }

    void idleLimit(Duration silence) {
        idle = Math.max(1, silence.toNanos());
        due = activeAt;
    }

    /** The session must be over, or its handshake done, within this time. */
    void endWithin(Duration length) {
        long now = System.nanoTime();
        endBy = now + length.toNanos();
        due = now;
    }

    /** Somebody else keeps the time, and wants a look then. */
    void lookAt(long when) {
        due = when;
    }

    void noEnd() {
        endBy = NEVER;
    }

    /** The performer is asked something; unlike {@link #endWithin} it ends only the waiting for this answer. */
    void asked() {
        askedAt = System.nanoTime();
    }

    void answered() {
        askedAt = NEVER;
    }

    void bodyBegins() {
        bodySince = System.nanoTime();
        paceSince = bodySince;
        paceOctets = 0;
        due = bodySince;
    }

    void bodyEnded() {
        bodySince = NEVER;
    }

    /** Something moved: input, an answer, a write. */
    void active(long now, boolean partialLine) {
        activeAt = now;
        writtenAt = now;
        if (!partialLine) {
            commandSince = NEVER;
        } else if (commandSince == NEVER) {
            commandSince = now;
            due = now;
        }
    }

    /**
     * Looks at the clock.
     *
     * @param ours whether the session waits for us and not for the peer
     * @param unsent whether octets wait for the peer to read
     * @param written octets handed to the kernel so far
     * @param body octets of the running body so far
     */
    Verdict look(long now, boolean ours, boolean unsent, long written, long body) {
        if (written != writtenOctets || !unsent) {
            writtenOctets = written;
            writtenAt = now;
        }
        if (past(now, endBy) || overdue(now, askedAt, ANSWER_TIME) || (unsent && now - writtenAt >= idle)) {
            return Verdict.HOPELESS;
        }
        if (ours || unsent) {
            activeAt = ours ? now : activeAt;
            paceSince = now;
            paceOctets = body;
            return plan(now, unsent ? writtenAt + idle : now + idle);
        }
        if (now - activeAt >= idle
                || overdue(now, commandSince, settings.commandTime())
                || overdue(now, bodySince, settings.messageTime())
                || tooSlow(now, body)) {
            return Verdict.TIMED_OUT;
        }
        long next = Math.min(activeAt + idle, end(commandSince, settings.commandTime()));
        if (bodySince != NEVER) {
            next = Math.min(next, end(bodySince, settings.messageTime()));
            next = Math.min(next, paceSince + settings.paceWindow().toNanos());
        }
        return plan(now, next);
    }

    private Verdict plan(long now, long next) {
        long soonest = Math.min(Math.min(next, endBy), end(askedAt, ANSWER_TIME));
        due = Math.max(soonest, now + 1);
        return Verdict.FINE;
    }

    private boolean tooSlow(long now, long body) {
        if (bodySince == NEVER || now - paceSince < settings.paceWindow().toNanos()) {
            return false;
        }
        if (body - paceOctets < settings.paceOctets()) {
            return true;
        }
        paceSince = now;
        paceOctets = body;
        return false;
    }

    private static boolean overdue(long now, long since, Duration limit) {
        return since != NEVER && now - since >= limit.toNanos();
    }

    private static boolean past(long now, long by) {
        return by != NEVER && now - by >= 0;
    }

    private static long end(long since, Duration limit) {
        return since == NEVER ? NEVER : since + limit.toNanos();
    }
}
