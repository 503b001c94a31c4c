package org.mmsys.replica.pair;

import java.util.Optional;

/** The registry's answer to a compare-and-set. */
public sealed interface CasAnswer {
    /** The record is as proposed, with the version after the expected one. */
    record Applied() implements CasAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.applied(this);
        }
    }

    /** Another version stood there; this request will never be applied. */
    record Conflict(Optional<RecordVersion> current) implements CasAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.conflict(this);
        }
    }

    /** It may have been applied, or be applied yet, or never. */
    record Unknown() implements CasAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unknown(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);

    /** One answer for each case. */
    interface Cases<R> {
        R applied(Applied answer);

        R conflict(Conflict answer);

        R unknown(Unknown answer);
    }
}
