package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Link;

/**
 * A connection whose dialogue is over: parked as a link, or one end of a splice.
 *
 * <p>What this connection said before and what arrived unserved keep their places in the flow. When one side ends its
 * sending, the other is told so after the last octet; where TLS is on either side, which cannot be half closed here, both
 * close instead: at once when the ended side is the one with TLS, else as soon as the other side says nothing more and all
 * it said has left. Owned by the connection's I/O thread but for {@link #post} and the link.
 */
final class SpliceEnd {
    private static final Duration PARKED_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(1);

    private final Connection connection;
    private final SessionHouse house;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final ReadGate gate;
    private final InputQueue early;
    private final SessionLife life;
    private final Runnable begun;
    private final Runnable close;
    private final AtomicBoolean linkUsed = new AtomicBoolean();
    private @Nullable ByteSplice splice;
    private @Nullable Runnable writing;
    private long mark;
    private long passed;
    private long writtenOctets;
    private long writtenAt;
    /** Nothing more comes from our peer. */
    private boolean ended;
    /** The other end knows that. */
    private boolean endPassedOn;
    /** The other end's peer has ended too, and ours knows. */
    private boolean outputEnded;

    private boolean gone;

    /**
     * @param begun runs when octets pass from now on; I/O thread
     * @param close ends the session when what was written has left; I/O thread
     */
    SpliceEnd(
            Connection connection,
            SessionHouse house,
            Outbox outbox,
            Deadlines deadlines,
            ReadGate gate,
            InputQueue early,
            SessionLife life,
            Runnable begun,
            Runnable close) {
        this.connection = connection;
        this.house = house;
        this.outbox = outbox;
        this.deadlines = deadlines;
        this.gate = gate;
        this.early = early;
        this.life = life;
        this.begun = begun;
        this.close = close;
    }

    /** Runs the task on this end's I/O thread. Any thread. */
    void post(Runnable task) {
        connection.post(task);
    }

    /** This connection as a link; it closes by itself if nobody splices it. */
    Link park() {
        deadlines.endWithin(PARKED_MAX);
        return new Parked();
    }

    /** Splices this connection with the link's; false when that is closed or spliced already. */
    boolean join(Link link) {
        if (!(link instanceof SpliceEnd.Parked parked)) {
            throw new IllegalArgumentException("no link of this house: " + link.getClass());
        }
        if (!parked.use()) {
            return false;
        }
        ByteSplice.join(this, parked.end(), house.held());
        return true;
    }

    /** From now on octets pass. */
    void joined(ByteSplice made) {
        splice = made;
        SpliceEnd other = made.other(this);
        deadlines.noEnd();
        life.spliced(other.life.client().sessionId() + "/" + other.life.client().address());
        if (gone) {
            ended = true;
            made.from(other).kill();
            other.post(other::partnerGone);
            return;
        }
        begun.run();
        writtenAt = System.nanoTime();
        deadlines.lookAt(writtenAt);
        gate.account(0);
        while (!early.isEmpty()) {
            ByteBuffer octets = early.peek();
            ByteBuffer part = octets.slice();
            octets.position(octets.limit());
            early.consumed(part.remaining());
            passOn(made, part);
        }
        regulate();
    }

    void received(ByteBuffer octets) {
        ByteSplice on = splice;
        if (on != null) {
            passOn(on, kept(octets));
            regulate();
        }
    }

    /** Writes what the other end passes on. */
    void write(ByteBuffer chunk, Runnable done) {
        if (gone || outputEnded) {
            done.run();
            return;
        }
        writing = done;
        outbox.append(chunk);
        mark = outbox.mark();
        left();
    }

    /** A write has left. */
    void left() {
        Runnable done = writing;
        if (done != null && outbox.hasLeft(mark)) {
            writing = null;
            done.run();
        }
    }

    /** Our peer says nothing more; it may still listen. */
    void inputEnded() {
        ended = true;
        regulate();
    }

    /** The socket is gone. */
    void gone() {
        linkUsed.set(true);
        gone = true;
        ended = true;
        Runnable done = writing;
        writing = null;
        ByteSplice on = splice;
        if (on != null) {
            on.from(on.other(this)).kill();
        }
        if (done != null) {
            done.run();
        }
        regulate();
    }

    /** Reads on or not, and passes the end on behind the last octet. */
    void regulate() {
        ByteSplice on = splice;
        if (on == null) {
            return;
        }
        Pipe out = on.from(this);
        if (ended && out.idle()) {
            SpliceEnd other = on.other(this);
            if (gone) {
                other.post(other::partnerGone);
            } else if (!endPassedOn) {
                endPassedOn = true;
                other.post(other::partnerEnded);
            }
        }
        if (!gone) {
            gate.set(ended, out.full(), !out.idle());
            if (endPassedOn && outputEnded) {
                close.run();
            }
        }
    }

    /** Looks at the clock: whether the splice is beyond hope. */
    boolean hopeless(long now) {
        ByteSplice on = splice;
        if (on == null) {
            return false;
        }
        long written = connection.writtenOctets();
        if (outbox.isEmpty() || written != writtenOctets) {
            writtenOctets = written;
            writtenAt = now;
        }
        long idle = house.settings().spliceIdle().toNanos();
        long stuck = house.settings().idle().toNanos();
        deadlines.lookAt(now + Math.min(idle, stuck) / 16);
        return now - on.activeAt() >= idle || now - writtenAt >= stuck;
    }

    /** Octets of our peer that were passed on, or are on their way. */
    long passed() {
        return passed;
    }

    /** Whether what our peer said has not all been passed on. */
    boolean owing() {
        ByteSplice on = splice;
        return on != null && !on.from(this).idle();
    }

    private void partnerEnded() {
        ByteSplice on = splice;
        if (gone || outputEnded || on == null) {
            return;
        }
        outputEnded = true;
        if (!connection.isTls() && !on.other(this).connection.isTls()) {
            connection.endOutput();
            regulate();
        } else if (!on.other(this).connection.isTls() && !ended) {
            outputEnded = false;
            closeAfterAnswers(on, System.nanoTime());
        } else {
            close.run();
        }
    }

    /** The other side asks no more but listens: what it asked for may be long, and it may be slow to read it. */
    private void closeAfterAnswers(ByteSplice on, long askedUntil) {
        if (gone) {
            return;
        }
        boolean unanswered = on.unanswered(on.other(this));
        long quiet = System.nanoTime() - (unanswered ? askedUntil : on.activeAt());
        if (on.from(this).idle() && quiet >= ANSWER_GRACE.toNanos()) {
            close.run();
        } else {
            house.after(ANSWER_GRACE, () -> post(() -> closeAfterAnswers(on, askedUntil)));
        }
    }

    private void partnerGone() {
        if (!gone) {
            close.run();
        }
    }

    private void passOn(ByteSplice on, ByteBuffer octets) {
        passed += octets.remaining();
        on.spoken(this);
        on.from(this).add(octets);
    }

    /** A few octets in a large buffer are copied out of it. */
    private static ByteBuffer kept(ByteBuffer octets) {
        return octets.remaining() >= octets.capacity() / 2
                ? octets
                : ByteBuffer.allocate(octets.remaining()).put(octets).flip();
    }

    /** This connection in other hands. */
    private final class Parked implements Link {
        /** True once: whoever gets it decides. */
        boolean use() {
            return linkUsed.compareAndSet(false, true);
        }

        SpliceEnd end() {
            return SpliceEnd.this;
        }

        @Override
        public void close() {
            if (use()) {
                connection.closeNow();
            }
        }
    }
}
