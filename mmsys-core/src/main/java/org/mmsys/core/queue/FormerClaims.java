package org.mmsys.core.queue;

import java.time.Duration;

/**
 * What was claimed before this scheduler began: whoever claimed it may still be handing it over, and is given that time.
 *
 * <p>The time runs from the first attempt of any message. Scheduler's monitor.
 */
final class FormerClaims {
    private long respectMillis;
    private long endAt = Lane.NEVER;

    void respect(Duration time) {
        respectMillis = time.toMillis();
    }

    /** For how long a message that is claimed has to be left alone; zero or less if it has not. */
    long millisLeft(Queued message, long now) {
        endAt = Math.min(endAt, now + respectMillis);
        return message.claimedBefore ? endAt - now : 0;
    }
}
