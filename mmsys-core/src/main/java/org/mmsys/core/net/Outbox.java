package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say: gathers the replies of a turn into one write, keeps few writes under way, knows what left.
 *
 * <p>The gathering buffer is the I/O thread's, so {@link #flush} or {@link #discard} must end each turn. At most four
 * writes of 64 KiB are under way: the TLS filter fails above 70 records. Owned by the session's I/O thread.
 */
final class Outbox {
    private static final int SLICE = 64 * 1024;
    private static final int LARGE = 32 * 1024;
    private static final int UNDER_WAY_MAX = 4;
    private static final int CONGESTED = 64 * 1024;
    private static final int BODY_WINDOW = 2 * SLICE;

    private final Connection connection;
    private final OctetBuilder gathered;
    private @Nullable ArrayDeque<ByteBuffer> waiting;
    private @Nullable ArrayDeque<Lent> lent;
    private int underWay;
    private long queued;
    private long sent;

    Outbox(Connection connection) {
        this.connection = connection;
        this.gathered = connection.workbench().replies;
    }

    /** Adds text whose characters are octets. */
    void append(String octets) {
        queued += octets.length();
        if (octets.length() >= LARGE) {
            flush();
            OctetBuilder large = new OctetBuilder(octets.length());
            large.append(octets);
            enqueue(large.take());
        } else {
            gathered.append(octets);
            flushIfLarge();
        }
    }

    /** Room to encode into; {@link #filled} must follow. */
    ByteBuffer room(int atLeast) {
        return gathered.room(atLeast);
    }

    void filled(ByteBuffer room) {
        int before = gathered.length();
        gathered.filled(room);
        queued += gathered.length() - before;
        flushIfLarge();
    }

    /** Adds octets that are the session's own from now on. */
    void append(ByteBuffer octets) {
        flush();
        queued += octets.remaining();
        enqueue(octets);
    }

    /** Adds octets that are only lent: {@code whenLeft} runs, once, when they have left or the socket is gone. */
    void append(ByteBuffer octets, Runnable whenLeft) {
        flush();
        ArrayDeque<Lent> all = lent == null ? new ArrayDeque<>() : lent;
        all.add(new Lent(queued + octets.remaining(), whenLeft));
        lent = all;
        append(octets);
    }

    /** Hands what was gathered to the socket: one write. */
    void flush() {
        if (gathered.length() > 0) {
            enqueue(gathered.take());
        }
    }

    /** Drops what was gathered in this turn: the session failed. */
    void discard() {
        gathered.clear();
    }

    /** A write of that many octets has left. */
    void sent(int octets) {
        underWay--;
        sent += octets;
        giveBack(sent);
        push();
    }

    /** The socket is closed, nothing will leave any more. */
    void gone() {
        waiting = null;
        giveBack(Long.MAX_VALUE);
    }

    /** A mark behind everything said so far, for {@link #hasLeft}. */
    long mark() {
        return queued;
    }

    /** Whether everything said before the mark was taken has left this machine. */
    boolean hasLeft(long mark) {
        return sent >= mark;
    }

    boolean isEmpty() {
        return sent >= queued;
    }

    /** So much is unsent that no more input should be answered. */
    boolean congested() {
        return queued - sent > CONGESTED;
    }

    /** Whether the next chunk of a body may follow. */
    boolean roomForBody() {
        return queued - sent < BODY_WINDOW;
    }

    private void giveBack(long upTo) {
        ArrayDeque<Lent> all = lent;
        while (all != null && all.element().end() <= upTo) {
            Lent left = all.remove();
            if (all.isEmpty()) {
                all = null;
                lent = null;
            }
            left.whenLeft().run();
        }
    }

    private void flushIfLarge() {
        if (gathered.length() >= SLICE) {
            flush();
        }
    }

    private void enqueue(ByteBuffer octets) {
        ArrayDeque<ByteBuffer> queue = waiting;
        if (queue == null) {
            if (underWay < UNDER_WAY_MAX && octets.remaining() <= SLICE + SLICE / 2) {
                write(octets);
                return;
            }
            queue = new ArrayDeque<>();
            waiting = queue;
        }
        queue.add(octets);
        push();
    }

    private void push() {
        ArrayDeque<ByteBuffer> queue = waiting;
        while (queue != null && underWay < UNDER_WAY_MAX) {
            ByteBuffer next = queue.peek();
            if (next == null) {
                waiting = null;
                return;
            }
            if (next.remaining() > SLICE) {
                write(next.slice(next.position(), SLICE));
                next.position(next.position() + SLICE);
            } else {
                write(queue.remove().slice());
            }
        }
    }

    private void write(ByteBuffer octets) {
        underWay++;
        connection.write(octets);
    }

    /** Octets that are another's, up to the mark {@code end}. */
    private record Lent(long end, Runnable whenLeft) {}
}
