package org.mmsys.replica.registry;

/** The answer to a read. */
public sealed interface Reading {
    /** There is a record. */
    record Found(Versioned record) implements Reading {
        @Override
        public <R> R match(Cases<R> on) {
            return on.found(this);
        }
    }

    /** There is none, and never was one. */
    record Absent() implements Reading {
        @Override
        public <R> R match(Cases<R> on) {
            return on.absent(this);
        }
    }

    /** Not to be known now. */
    record Unavailable(String why) implements Reading {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unavailable(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);

    /** One answer for each case. */
    interface Cases<R> {
        R found(Found reading);

        R absent(Absent reading);

        R unavailable(Unavailable reading);
    }
}
