package org.mmsys.replica.registry.lone;

import java.util.Optional;

/**
 * What a talk wants next: ask the other half, or nothing more, since it is decided. One of the two is there.
 *
 * @param <T> of what is decided
 */
record Turn<T>(Optional<VoteRequest> question, Optional<T> decision) {
    static <T> Turn<T> ask(VoteRequest question) {
        return new Turn<>(Optional.of(question), Optional.empty());
    }

    static <T> Turn<T> decided(T decision) {
        return new Turn<>(Optional.empty(), Optional.of(decision));
    }
}
