package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a flow: chunks wait here in order for a sink that is slower than the socket.
 *
 * <p>One chunk at a time is at the sink; small ones are merged up to 64 KiB. Held are the octets that wait and those in the
 * sink's hands. The reader asks {@link #full} and stops reading; it is told by {@code room}, on the sink's thread,
 * whenever the sink has given a chunk back. Nothing is called with the lock held, so two pipes may feed each other.
 *
 * <p>Thread-safe: one thread adds, the sink's completions come from any thread.
 */
final class Pipe {
    static final int HIGH = 64 * 1024;
    private static final int CHUNK = 64 * 1024;

    /** Where the chunks go. */
    interface Sink {
        /** Takes one chunk without waiting and calls {@code done}, once, from any thread, when it is through with it. */
        void take(ByteBuffer chunk, Runnable done);
    }

    private final Sink sink;
    private final HeldOctets all;
    private final int high;
    private final Runnable room;
    private final Object lock = new Object();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingOctets;
    private long atSink;
    private boolean busy;
    private boolean full;
    private boolean dead;

    Pipe(Sink sink, HeldOctets all, Runnable room) {
        this(sink, all, HIGH, room);
    }

    /** @param high so many octets are held at most, but for the last chunk added */
    Pipe(Sink sink, HeldOctets all, int high, Runnable room) {
        this.high = high;
        this.sink = sink;
        this.all = all;
        this.room = room;
    }

    /** Takes a chunk over; the caller must not touch it any more. */
    void add(ByteBuffer chunk) {
        ByteBuffer next;
        synchronized (lock) {
            if (dead || !chunk.hasRemaining()) {
                return;
            }
            all.add(chunk.remaining());
            waitingOctets += chunk.remaining();
            waiting.add(chunk);
            full = full || waitingOctets + atSink >= high;
            if (busy) {
                return;
            }
            next = next();
        }
        give(next);
    }

    /** Whether the reader should stop: from the limit on until no more than half of it is left. */
    boolean full() {
        synchronized (lock) {
            return full;
        }
    }

    /** Octets that wait or are at the sink. */
    long held() {
        synchronized (lock) {
            return waitingOctets + atSink;
        }
    }

    /** Whether everything added has been taken by the sink, and the sink is doing nothing. */
    boolean idle() {
        synchronized (lock) {
            return !busy;
        }
    }

    /** Takes nothing more from now on if everything added has been taken by the sink; false if it has not. */
    boolean closeIfIdle() {
        synchronized (lock) {
            dead |= !busy;
            return !busy;
        }
    }

    /** Drops what waits; what is at the sink ends there. */
    void kill() {
        long dropped;
        synchronized (lock) {
            dead = true;
            waiting.clear();
            dropped = waitingOctets;
            waitingOctets = 0;
            full = false;
        }
        all.release(dropped);
    }

    private void give(@Nullable ByteBuffer chunk) {
        if (chunk != null) {
            sink.take(chunk, this::done);
        }
    }

    private void done() {
        long returned;
        ByteBuffer next;
        synchronized (lock) {
            returned = atSink;
            next = next();
            full = full && waitingOctets + atSink > high / 2;
        }
        all.release(returned);
        give(next);
        room.run();
    }

    /** The next chunk for the sink, or null when there is none. */
    private @Nullable ByteBuffer next() {
        ByteBuffer first = waiting.poll();
        busy = first != null;
        if (first == null) {
            atSink = 0;
            return null;
        }
        ByteBuffer chunk = waiting.isEmpty() ? first : merged(first);
        atSink = chunk.remaining();
        waitingOctets -= atSink;
        return chunk;
    }

    private ByteBuffer merged(ByteBuffer first) {
        int total = first.remaining();
        int count = 0;
        for (ByteBuffer each : waiting) {
            if (total + each.remaining() > CHUNK) {
                break;
            }
            total += each.remaining();
            count++;
        }
        if (count == 0) {
            return first;
        }
        ByteBuffer merged = ByteBuffer.allocate(total).put(first);
        for (int i = 0; i < count; i++) {
            merged.put(waiting.remove());
        }
        return merged.flip();
    }
}
