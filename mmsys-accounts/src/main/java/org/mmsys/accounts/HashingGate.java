package org.mmsys.accounts;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Lets only so many hash passwords at a time, so that logins cannot take the cores from everything else.
 *
 * <p>Those inside and those who wait are threads of the workers; {@code standIns} is told of each, so that others may do
 * their work meanwhile. Thread-safe.
 */
final class HashingGate {
    private final Semaphore places;
    private final AtomicInteger present = new AtomicInteger();
    private final int presentMax;
    private final IntConsumer standIns;

    HashingGate(int atOnce, int waitingMax, IntConsumer standIns) {
        this.places = new Semaphore(atOnce, true);
        this.presentMax = atOnce + waitingMax;
        this.standIns = standIns;
    }

    /** Does the work when it is its turn; empty when too many wait already. Worker thread. */
    <T> Optional<T> pass(Supplier<T> work) throws InterruptedException {
        if (present.incrementAndGet() > presentMax) {
            present.decrementAndGet();
            return Optional.empty();
        }
        standIns.accept(1);
        try {
            places.acquire();
            try {
                return Optional.of(work.get());
            } finally {
                places.release();
            }
        } finally {
            standIns.accept(-1);
            present.decrementAndGet();
        }
    }
}
