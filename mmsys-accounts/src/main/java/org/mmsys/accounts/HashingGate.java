package org.mmsys.accounts;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lets only so many hash passwords at a time, so that logins cannot take the cores from everything else. */
final class HashingGate {
    private final Semaphore places;
    private final AtomicInteger present = new AtomicInteger();
    private final int presentMax;

    HashingGate(int atOnce, int waitingMax) {
        this.places = new Semaphore(atOnce, true);
        this.presentMax = atOnce + waitingMax;
    }

    /** Does the work when it is its turn; empty when too many wait already. Worker thread. */
    <T> Optional<T> pass(Supplier<T> work) throws InterruptedException {
        if (present.incrementAndGet() > presentMax) {
            present.decrementAndGet();
            return Optional.empty();
        }
        try {
            places.acquire();
            try {
                return Optional.of(work.get());
            } finally {
                places.release();
            }
        } finally {
            present.decrementAndGet();
        }
    }
}
