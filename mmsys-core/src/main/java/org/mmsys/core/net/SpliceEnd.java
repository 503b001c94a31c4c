package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;

/**
 * A connection whose dialogue is over: parked as a link, or one end of a splice.
 *
 * <p>What this connection said before and what arrived unserved keep their places in the flow. When one side ends its
 * sending, the other is told so after the last octet; where TLS is on either side, which cannot be half closed here, both
 * close instead: at once when the ended side is the one with TLS, else as soon as the other side says nothing more and all
 * it said has left.
 *
 * <p>A connection whose link was asked to {@link Link#comeBack} may survive the splice. From the marker on nothing of the
 * splice touches it any more: what the former partner still says is thrown away, and what its end still wants is passed over.
 * Until its next dialogue the connection is listened to; a word or the end of the other side closes it.
 *
 * <p>Owned by the connection's I/O thread but for {@link #post} and the link.
 */
final class SpliceEnd {
    private static final Duration PARKED_MAX = Duration.ofSeconds(60);
    private static final Duration FREE_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    private final Connection connection;
    private final SessionHouse house;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final ReadGate gate;
    private final InputQueue early;
    private final SessionLife life;
    private final SpliceHolder holder;
    /** The link as it is now; each goes into one pair of hands once. */
    private final AtomicReference<@Nullable Parked> link = new AtomicReference<>();

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
    private boolean draining;
    /** Ends the splice but not the connection, and who gets that then. */
    private @Nullable EndMarker marker;

    private @Nullable Consumer<Link> wanted;
    /** The splice is over and the connection is not; what is left of it is the other end's. */
    private boolean free;

    private long freeSince;

    SpliceEnd(
            Connection connection,
            SessionHouse house,
            Outbox outbox,
            Deadlines deadlines,
            ReadGate gate,
            InputQueue early,
            SessionLife life,
            SpliceHolder holder) {
        this.connection = connection;
        this.house = house;
        this.outbox = outbox;
        this.deadlines = deadlines;
        this.gate = gate;
        this.early = early;
        this.life = life;
        this.holder = holder;
    }

    /** Runs the task on this end's I/O thread. Any thread. */
    void post(Runnable task) {
        connection.post(task);
    }

    /** This connection as a link; it closes by itself if nobody splices it. */
    Link park() {
        deadlines.endWithin(PARKED_MAX);
        return newLink();
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
        holder.spliced();
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
        proceed(made);
    }

    void received(ByteBuffer octets) {
        ByteSplice on = splice;
        if (free) {
            connection.closeNow(); // nobody has asked anything
        } else if (on != null) {
            passOn(on, kept(octets));
            proceed(on);
        }
    }

    /** Writes what the other end passes on. */
    void write(ByteBuffer chunk, Runnable done) {
        if (gone || free || outputEnded) {
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
        if (free) {
            connection.closeNow();
            return;
        }
        ended = true;
        passOnHeld();
        regulate();
    }

    /** The socket is gone. */
    void gone() {
        link.set(null);
        gone = true;
        if (free) {
            return;
        }
        ended = true;
        passOnHeld();
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
            if (gone || free) {
                other.post(other::partnerGone);
            } else if (!endPassedOn) {
                endPassedOn = true;
                other.post(other::partnerEnded);
            }
        }
        if (!gone && !free) {
            gate.set(ended, out.full(), !out.idle());
            if (endPassedOn && outputEnded) {
                holder.closeSpliced();
            }
        }
    }

    /** Looks at the clock: whether the splice is beyond hope. */
    boolean hopeless(long now) {
        ByteSplice on = splice;
        if (on == null) {
            return false;
        }
        if (free) {
            deadlines.lookAt(freeSince + FREE_MAX.toNanos());
            return now - freeSince >= FREE_MAX.toNanos();
        }
        long written = connection.writtenOctets();
        if (written != writtenOctets) {
            on.taken(now);
        }
        writtenAt = outbox.isEmpty() || written != writtenOctets ? now : writtenAt;
        writtenOctets = written;
        long idle = house.settings().spliceIdle().toNanos();
        long stuck = house.settings().idle().toNanos();
        deadlines.lookAt(now + Math.min(idle, stuck) / 16);
        return now - on.activeAt() >= idle || now - writtenAt >= stuck;
    }

    /** We are going down: the connection will not come back. True if it has, and nobody uses it. */
    boolean drained() {
        draining = true;
        return free;
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
        if (gone || free || outputEnded || on == null) {
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
            holder.closeSpliced();
        }
    }

    /** The other side asks no more but listens: what it asked for may be long, and it may be slow to read it. */
    private void closeAfterAnswers(ByteSplice on, long askedUntil) {
        if (gone || free) {
            return;
        }
        boolean unanswered = on.unanswered(on.other(this));
        long quiet = System.nanoTime() - (unanswered ? askedUntil : on.activeAt());
        if (on.from(this).idle() && quiet >= ANSWER_GRACE.toNanos()) {
            holder.closeSpliced();
        } else {
            house.after(ANSWER_GRACE, () -> post(() -> closeAfterAnswers(on, askedUntil)));
        }
    }

    private void partnerGone() {
        if (!gone && !free) {
            holder.closeSpliced();
        }
    }

    private void passOn(ByteSplice on, ByteBuffer octets) {
        passed += octets.remaining();
        on.spoken(this);
        EndMarker last = marker;
        on.from(this).add(last == null ? octets : last.pass(octets));
    }

    /** What looked like the beginning of the marker was none. */
    private void passOnHeld() {
        ByteSplice on = splice;
        EndMarker last = marker;
        if (on != null && last != null) {
            on.from(this).add(last.rest());
        }
    }

    private void proceed(ByteSplice on) {
        EndMarker last = marker;
        if (last != null && last.complete()) {
            leave(on);
        } else {
            regulate();
        }
    }

    /** The other side has said its last word to the client: the connection comes back, if it is clean, or closes. */
    private void leave(ByteSplice on) {
        Consumer<Link> taker = wanted;
        boolean clean = on.from(on.other(this)).closeIfIdle() && outbox.isEmpty();
        if (!clean || ended || outputEnded || draining || taker == null) {
            connection.closeNow();
            return;
        }
        free = true;
        ended = true;
        gate.account(0);
        gate.set(false, false, false);
        freeSince = System.nanoTime();
        deadlines.lookAt(freeSince + FREE_MAX.toNanos());
        taker.accept(newLink()); // before the client hears of the end: it may be back at once
        regulate();
    }

    private Parked newLink() {
        Parked made = new Parked();
        link.set(made);
        return made;
    }

    private void begin(Dialogue<?, ?> dialogue, Consumer<String> failed) {
        if (gone || !free) {
            connection.closeNow();
            fail(dialogue, failed);
        } else {
            holder.goOn(dialogue, failed);
        }
    }

    private static void fail(Dialogue<?, ?> dialogue, Consumer<String> failed) {
        failed.accept("the connection has been closed");
        dialogue.performer().closed();
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
            return link.compareAndSet(this, null);
        }

        SpliceEnd end() {
            return SpliceEnd.this;
        }

        @Override
        public void comeBack(String digits, Consumer<Link> taker) {
            marker = new EndMarker(digits);
            wanted = taker;
        }

        /** Only one that has come back: before that, what arrived may be part of the former dialogue. */
        @Override
        public void begin(Dialogue<?, ?> dialogue, Consumer<String> failed) {
            if (use()) {
                post(() -> SpliceEnd.this.begin(dialogue, failed));
            } else {
                fail(dialogue, failed);
            }
        }

        @Override
        public void close() {
            if (use()) {
                connection.closeNow();
            }
        }
    }
}
