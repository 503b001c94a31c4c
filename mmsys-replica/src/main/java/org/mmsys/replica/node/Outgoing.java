package org.mmsys.replica.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What waits to be written to a connection. Signs of life overtake entries and bodies, nothing else overtakes anything.
 *
 * <p>Not thread-safe: {@link LinkConnection} guards it.
 */
final class Outgoing {
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long bulkOctets;

    static boolean isBulk(Frame frame) {
        return frame.type() == FrameType.APPEND || isBody(frame);
    }

    private static boolean isBody(Frame frame) {
        return frame.type() == FrameType.BODY || frame.type() == FrameType.BODY_EARLY;
    }

    private static boolean isUrgent(Frame frame) {
        return frame.type() == FrameType.PING || frame.type() == FrameType.PONG;
    }

    void add(Frame frame) {
        if (isBulk(frame)) {
            bulkOctets += frame.length();
        }
        if (isUrgent(frame)) {
            overtake(frame);
        } else {
            frames.add(frame);
        }
    }

    private void overtake(Frame urgent) {
        Deque<Frame> overtaken = new ArrayDeque<>();
        while (!frames.isEmpty() && isBulk(frames.getLast())) {
            overtaken.addFirst(frames.removeLast());
        }
        frames.add(urgent);
        frames.addAll(overtaken);
    }

    Optional<Frame> take() {
        Optional<Frame> first = Optional.ofNullable(frames.poll());
        first.filter(Outgoing::isBulk).ifPresent(frame -> bulkOctets -= frame.length());
        return first;
    }

    /** Forgets entries and bodies; says how many octets of bodies these were. */
    long dropBulk() {
        long bodies = frames.stream()
                .filter(Outgoing::isBody)
                .mapToLong(frame -> frame.tail().remaining())
                .sum();
        frames.removeIf(Outgoing::isBulk);
        bulkOctets = 0;
        return bodies;
    }

    long bulkOctets() {
        return bulkOctets;
    }

    int size() {
        return frames.size();
    }
}
