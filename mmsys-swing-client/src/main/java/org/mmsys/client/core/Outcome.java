package org.mmsys.client.core;

import java.util.Optional;

/** How a {@link Call} ended. */
public sealed interface Outcome<T> {
    <R> R match(Cases<T, R> on);

    /** It worked. */
    record Done<T>(T value) implements Outcome<T> {
        @Override
        public <R> R match(Cases<T, R> on) {
            return on.done(this);
        }
    }

    /** It did not. */
    record Failed<T>(Problem problem) implements Outcome<T> {
        @Override
        public <R> R match(Cases<T, R> on) {
            return on.failed(this);
        }
    }

    /** The user did not want it any more; nothing is half done. */
    record Cancelled<T>() implements Outcome<T> {
        @Override
        public <R> R match(Cases<T, R> on) {
            return on.cancelled(this);
        }
    }

    /** The value, if it worked. */
    default Optional<T> got() {
        return this instanceof Done<T> done ? Optional.ofNullable(done.value()) : Optional.empty();
    }

    /** The problem, if there was one. */
    default Optional<Problem> trouble() {
        return this instanceof Failed<T> failed ? Optional.of(failed.problem()) : Optional.empty();
    }

    /** A case for every outcome. */
    interface Cases<T, R> {
        R done(Done<T> outcome);

        R failed(Failed<T> outcome);

        R cancelled(Cancelled<T> outcome);
    }
}
