package org.mmsys.smtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Answers that come on other threads. */
final class Awaiting<T> implements Consumer<T> {
    private static final Duration LONG = Duration.ofSeconds(15);
    private final BlockingQueue<T> given = new LinkedBlockingQueue<>();

    @Override
    public void accept(T answer) {
        given.add(answer);
    }

    /** The next answer. */
    T get() {
        try {
            T answer = given.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(answer).as("no answer in time").isNotNull();
            return java.util.Objects.requireNonNull(answer);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    /** Lets time pass, as a slow machine does. */
    static void pass(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }

    /** Waits until something holds. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("did not come to pass").isNegative();
            Thread.onSpinWait();
        }
    }
}
