package org.mmsys.core.protocol;

/** What became of a question asked on the I/O thread. */
public sealed interface Attempt<A> {
    /** Answered from memory. */
    record Now<A>(A answer) implements Attempt<A> {}

    /** Handed over; the answer comes through the callback. */
    record Pending<A>() implements Attempt<A> {}

    /** Must be asked again on a worker. */
    record NeedsWorker<A>() implements Attempt<A> {}

    static <A> Attempt<A> now(A answer) {
        return new Now<>(answer);
    }

    static <A> Attempt<A> pending() {
        return new Pending<>();
    }

    static <A> Attempt<A> needsWorker() {
        return new NeedsWorker<>();
    }
}
