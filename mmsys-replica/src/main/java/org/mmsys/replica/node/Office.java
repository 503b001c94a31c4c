package org.mmsys.replica.node;

import org.mmsys.replica.pair.PairRole;

/**
 * What a half does for the world when it holds the office of the primary, and when it does not.
 *
 * <p>Called on the thread of the pair, in order; must not wait: what takes time goes to a thread of its own, in order.
 */
public interface Office {
    /** Serve clients; comes again when the role or the epoch changes while it serves. */
    void serve(PairRole role, long epoch);

    /** Serve no more: pass new clients on to the other half, let what was begun end. */
    void stopServing(String why);

    /** Cut all sessions of clients at once: what they wait for is unknown. */
    void dropSessions();

    /** New mail is refused for the time being with 451 before DATA, since nothing can be acknowledged; or that is over. */
    void holdReplies(boolean hold, String why);

    /** End the process: 2 refuses to start, 3 the disk failed or a promise of the protocol is broken. */
    void exit(int code, String why);
}
