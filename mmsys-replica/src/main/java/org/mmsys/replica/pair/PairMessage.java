package org.mmsys.replica.pair;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * What the two halves say to one another. On one connection messages keep their order.
 *
 * <p>The round is drawn by the primary each time it matches the logs anew: what belongs to an older round counts for nothing.
 */
public sealed interface PairMessage {
    /** First message of a connection, and whenever a follower needs a {@link Welcome}. */
    record Hello(Half from, UUID store, long promise, long versionKnown) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.hello(this);
        }
    }
    /** The primary of this epoch answers: promise it, and say what your log holds. */
    record Welcome(long epoch, long round, long version) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.welcome(this);
        }
    }
    /** The sender is bound to a higher epoch than the frame it met: read the record again. */
    record Refuse(long epoch, long version, String reason) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.refuse(this);
        }
    }
    /**
     * The follower has promised the epoch and its log stands still.
     *
     * @param base the place before the first entry it still has
     */
    record Following(long epoch, long round, UUID store, LogPoint base, LogPoint last) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.following(this);
        }
    }
    /** Which marks does the follower's log have after these entries? */
    record Probe(long epoch, long round, List<Long> sequences) implements PairMessage {
        public Probe {
            sequences = List.copyOf(sequences);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.probe(this);
        }
    }
    /** The marks asked for, as far as the log has them. */
    record Match(long epoch, long round, List<LogPoint> points) implements PairMessage {
        public Match {
            points = List.copyOf(points);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.match(this);
        }
    }
    /** The histories are equal up to here: put aside what is behind it, and take what follows. */
    record Truncate(long epoch, long round, LogPoint to) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.truncate(this);
        }
    }
    /**
     * Entries behind {@code previous}.
     *
     * @param commit the last entry known to be committed
     * @param records as they stand in the log; read-only, the machine does not look into them
     */
    record Append(long epoch, long round, LogPoint previous, LogPoint last, long commit, ByteBuffer records)
            implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.append(this);
        }
    }
    /**
     * Everything up to here is durable at the follower.
     *
     * @param full whether it is short of space
     */
    record Ack(long epoch, long round, LogPoint durable, long applied, boolean full) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.ack(this);
        }
    }
    /**
     * The follower cannot take what was sent.
     *
     * @param written the end of its log; nothing behind it was or will be taken in this round
     */
    record Nack(long epoch, long round, LogPoint written, Reason reason) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.nack(this);
        }
    }
    /**
     * Sign of life of the primary.
     *
     * @param sentAtNanos by its own clock
     */
    record Ping(long epoch, long sentAtNanos, long commit) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.ping(this);
        }
    }
    /** The echo of a follower. */
    record Pong(long epoch, long sentAtNanos, boolean full) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.pong(this);
        }
    }
    /** The follower is in the in-sync set now; information only. */
    record Joined(long epoch, long version) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.joined(this);
        }
    }
    /**
     * The primary has stopped and asks the follower to take the office.
     *
     * @param last the end of its log, which the follower must have
     */
    record Handover(long epoch, LogPoint last) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.handover(this);
        }
    }
    /** Whether the follower tries to. */
    record Take(long epoch, boolean accepted) implements PairMessage {
        @Override
        public <R> R match(Cases<R> on) {
            return on.take(this);
        }
    }
    /** Why a follower cannot take entries. */
    enum Reason {
        /** They do not continue its log. */
        GAP,
        /** Its disk has no room left. */
        FULL,
        /** Its disk has failed. */
        SICK
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);
    /** One answer for each case. */
    interface Cases<R> {
        R hello(Hello message);

        R welcome(Welcome message);

        R refuse(Refuse message);

        R following(Following message);

        R probe(Probe message);

        R match(Match message);

        R truncate(Truncate message);

        R append(Append message);

        R ack(Ack message);

        R nack(Nack message);

        R ping(Ping message);

        R pong(Pong message);

        R joined(Joined message);

        R handover(Handover message);

        R take(Take message);
    }
}
