package org.mmsys.replica.pair;

/** The registry's answer to a read. */
public sealed interface RecordAnswer {
    /** There is a record. */
    record Found(RecordVersion found) implements RecordAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.found(this);
        }
    }

    /** There is none, and never was. */
    record Absent() implements RecordAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.absent(this);
        }
    }

    /** No majority answered. */
    record Unavailable() implements RecordAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.unavailable(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);

    /** One answer for each case. */
    interface Cases<R> {
        R found(Found answer);

        R absent(Absent answer);

        R unavailable(Unavailable answer);
    }
}
