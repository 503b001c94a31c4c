package org.mmsys.core.net;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.core.route.NodeName;

/** The sessions of all listeners and those we began ourselves: who may come, who is there, whose time is up. Thread-safe. */
final class Sessions {
    private final ConnectionLimits limits;
    private final SessionIds ids = new SessionIds(new SecureRandom());
    private final Set<SessionDriver<?, ?>> present = ConcurrentHashMap.newKeySet();
    private final AtomicInteger outgoing = new AtomicInteger();
    private volatile boolean draining;

    Sessions(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** A place for a connection, not taken yet. */
    Seat seat(InetAddress address, boolean relay) {
        return new Seat(limits, relay ? null : address);
    }

    Optional<TurnedAway> admit(Seat seat) {
        return draining ? Optional.of(TurnedAway.SHUTTING_DOWN) : seat.take();
    }

    boolean draining() {
        return draining;
    }

    String nextId() {
        return ids.next();
    }

    void add(SessionDriver<?, ?> driver) {
        present.add(driver);
        if (draining) {
            driver.drain();
        }
    }

    synchronized void remove(SessionDriver<?, ?> driver) {
        present.remove(driver);
        if (present.isEmpty()) {
            notifyAll();
        }
    }

    int count() {
        return present.size();
    }

    /** A session of our own making is added, or removed when negative. */
    void countOutgoing(int more) {
        outgoing.addAndGet(more);
    }

    int outgoing() {
        return outgoing.get();
    }

    /** Lets the sessions whose time may be up look at the clock. */
    void lookAtClock() {
        long now = System.nanoTime();
        for (SessionDriver<?, ?> driver : present) {
            driver.lookIfDue(now);
        }
    }

    /** Tells all sessions that the server goes down; new ones are turned away from now on. */
    void drain() {
        draining = true;
        present.forEach(SessionDriver::drain);
    }

    /** See {@link SessionLife#endUnheard}; how many there were. */
    int endUnheard(Optional<NodeName> with, long sinceNanos) {
        return (int) present.stream()
                .filter(driver -> driver.life().endUnheard(with, sinceNanos))
                .count();
    }

    void cutAll() {
        present.forEach(SessionDriver::cut);
    }

    /** Waits until no session is left; false when some are left after the time. */
    synchronized boolean awaitNone(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!present.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
