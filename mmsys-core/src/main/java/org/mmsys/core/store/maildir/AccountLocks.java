package org.mmsys.core.store.maildir;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mmsys.wire.address.AccountName;

/** Which maildrops are locked (RFC 1939 §4): by one session at a time, or for a moment by the scrubber. Any thread. */
final class AccountLocks {
    private static final long BRIEF_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private final Map<AccountName, Holder> held = new HashMap<>();

    enum Holder {
        SESSION,
        /** Gives it back soon. */
        BRIEF
    }

    /** What an attempt to lock came to. */
    enum Outcome {
        LOCKED,
        IN_USE,
        /** Free soon: worth waiting for. */
        SOON
    }

    synchronized Outcome tryLock(AccountName account, Holder as) {
        Holder present = held.putIfAbsent(account, as);
        if (present == null) {
            return Outcome.LOCKED;
        }
        return present == Holder.BRIEF ? Outcome.SOON : Outcome.IN_USE;
    }

    /** As {@link #tryLock} for a session, but waits for somebody who is there for a moment only. Worker thread. */
    synchronized Outcome lock(AccountName account) throws InterruptedException {
        long end = System.nanoTime() + BRIEF_WAIT_NANOS;
        Outcome outcome = tryLock(account, Holder.SESSION);
        while (outcome == Outcome.SOON) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return Outcome.IN_USE;
            }
            wait(left);
            outcome = tryLock(account, Holder.SESSION);
        }
        return outcome;
    }

    synchronized void unlock(AccountName account) {
        held.remove(account);
        notifyAll();
    }
}
