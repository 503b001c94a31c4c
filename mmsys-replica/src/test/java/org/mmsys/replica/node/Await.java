package org.mmsys.replica.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what has to happen, with a limit. */
final class Await {
    private static final long LIMIT = Duration.ofSeconds(20).toNanos();
    private static final long PAUSE = 1_000_000;

    private Await() {}

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in vain: " + what.get());
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }
}
