package org.mmsys.client.core;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that takes a while. Safe on any thread.
 *
 * <p>Listeners are called once, on an engine thread, or at once on the caller's when it has ended already.
 */
public interface Call<T> {
    /** A number that appears in {@link Events.Progress} of this call; unique in this process. */
    long id();

    /** Tells how it ended. */
    void onEnd(Consumer<Outcome<T>> listener);

    /**
     * Gives it up: closes its connection, whatever it waits for. It ends within a second as {@link Outcome.Cancelled}, unless it
     * has ended already. What was done stays done.
     */
    void cancel();

    /** Waits; empty when it takes longer. Never to be called on an event thread. */
    Optional<Outcome<T>> await(Duration limit) throws InterruptedException;

    /** The outcome if it has ended. */
    Optional<Outcome<T>> outcome();
}
