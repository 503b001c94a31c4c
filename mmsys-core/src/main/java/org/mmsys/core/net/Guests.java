package org.mmsys.core.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of one host, which end together when it does. Thread-safe; nothing here waits. */
public final class Guests {
    private final Set<SessionDriver<?, ?>> present = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile boolean cut;

    /** The session begins. Its I/O thread. */
    void add(SessionDriver<?, ?> driver) {
        present.add(driver);
        if (cut) {
            driver.cut();
        } else if (draining) {
            driver.drain();
        }
    }

    void remove(SessionDriver<?, ?> driver) {
        present.remove(driver);
    }

    /** How many there are now. */
    public int count() {
        return present.size();
    }

    /** Lets each finish what it is doing and say good-bye; whoever still comes is told the same. */
    public void drain() {
        draining = true;
        present.forEach(SessionDriver::drain);
    }

    /** Ends all without a word, and without waiting for answers that may never come; so for whoever still comes. */
    public void cut() {
        cut = true;
        present.forEach(SessionDriver::cut);
    }
}
