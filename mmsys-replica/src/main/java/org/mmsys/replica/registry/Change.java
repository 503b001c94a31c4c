package org.mmsys.replica.registry;

import java.util.Optional;

/** The answer to a compare-and-set. */
public sealed interface Change {
    /** The record has the value that was asked for, and the version after the expected one. */
    record Applied() implements Change {
        @Override
        public <R> R match(Cases<R> on) {
            return on.applied(this);
        }
    }

    /** Another version was there: this change was not applied and never will be. */
    record Conflict(Optional<Versioned> current) implements Change {
        @Override
        public <R> R match(Cases<R> on) {
            return on.conflict(this);
        }
    }

    /** It may have been applied, may be applied yet, or never. */
    record Unknown(String why) implements Change {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unknown(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);

    /** One answer for each case. */
    interface Cases<R> {
        R applied(Applied change);

        R conflict(Conflict change);

        R unknown(Unknown change);
    }
}
