package org.mmsys.core.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.CrlfFramer.Framed;

/**
 * Octets that have arrived and not been consumed, in order.
 *
 * <p>What is consumed in the turn in which it came is never copied. What stays is copied out of a buffer that is much
 * larger than it, and octets that trickle in are gathered, so that memory held is about the octets held. Owned by one
 * session's I/O thread. Holds nothing while empty.
 */
final class InputQueue {
    private static final int SMALL = 4096;

    private @Nullable ByteBuffer first;
    private @Nullable ArrayDeque<ByteBuffer> others;
    private int octets;

    int octets() {
        return octets;
    }

    boolean isEmpty() {
        return octets == 0;
    }

    /** Takes the octets over. */
    void add(ByteBuffer arrived) {
        if (!arrived.hasRemaining()) {
            return;
        }
        octets += arrived.remaining();
        if (first == null) {
            first = arrived;
            return;
        }
        ArrayDeque<ByteBuffer> queue = others;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            others = queue;
        }
        ByteBuffer last = queue.peekLast();
        if (last == null || !appended(last, arrived)) {
            queue.add(worthKeeping(arrived) ? arrived : copy(arrived, Math.max(SMALL, arrived.remaining())));
        }
    }

    /** The oldest octets, to be consumed by moving the position; empty when there are none. */
    ByteBuffer peek() {
        ByteBuffer now = first;
        return now == null ? ByteBuffer.allocate(0) : now;
    }

    /** The next line, if it is here; an unfinished one is kept by the framer. */
    Optional<Framed> nextLine(CrlfFramer framer) {
        while (octets > 0) {
            ByteBuffer now = peek();
            int before = now.remaining();
            Optional<Framed> line = framer.next(now);
            consumed(before - now.remaining());
            if (line.isPresent()) {
                return line;
            }
        }
        return Optional.empty();
    }

    /** Must be told after octets were consumed from {@link #peek}. */
    void consumed(int count) {
        octets -= count;
        if (first != null && !first.hasRemaining()) {
            first = others == null ? null : others.poll();
            if (first == null) {
                others = null;
            }
        }
    }

    /** The turn is over and the octets stay: lets go of a large buffer for a few octets. */
    void settle() {
        if (first != null && !worthKeeping(first)) {
            first = copy(first, first.remaining());
        }
    }

    void clear() {
        first = null;
        others = null;
        octets = 0;
    }

    private static boolean worthKeeping(ByteBuffer buffer) {
        return buffer.remaining() >= buffer.capacity() / 2;
    }

    /** A copy that may be appended to while its limit is below its capacity. */
    private static ByteBuffer copy(ByteBuffer from, int capacity) {
        return ByteBuffer.allocate(capacity).put(from).flip();
    }

    private static boolean appended(ByteBuffer last, ByteBuffer arrived) {
        if (last.capacity() - last.limit() < arrived.remaining() || last.capacity() != SMALL) {
            return false;
        }
        int position = last.position();
        last.position(last.limit()).limit(last.capacity());
        last.put(arrived);
        last.flip().position(position);
        return true;
    }
}
