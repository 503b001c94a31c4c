package org.mmsys.core.net;

/**
 * What two spliced ends share. Octets pass through a {@link Pipe} each way; each end does its own reading and writing.
 *
 * <p>Thread-safe.
 */
final class ByteSplice {
    /** Held each way at most: enough that both ends are busy at the same time. */
    private static final int HIGH = 256 * 1024;

    private final SpliceEnd first;
    private final SpliceEnd second;
    private final Pipe there;
    private final Pipe back;
    private volatile long activeAt = System.nanoTime();
    private volatile SpliceEnd lastSpeaker;

    private ByteSplice(SpliceEnd first, SpliceEnd second, HeldOctets held) {
        this.first = first;
        this.second = second;
        this.there = pipe(first, second, held);
        this.back = pipe(second, first, held);
        this.lastSpeaker = second;
    }

    /** Joins both; called on the first one's I/O thread. */
    static void join(SpliceEnd first, SpliceEnd second, HeldOctets held) {
        ByteSplice splice = new ByteSplice(first, second, held);
        first.joined(splice);
        second.post(() -> second.joined(splice));
    }

    private static Pipe pipe(SpliceEnd from, SpliceEnd to, HeldOctets held) {
        return new Pipe(
                (chunk, done) -> to.post(() -> to.write(chunk, done)), held, HIGH, () -> from.post(from::regulate));
    }

    SpliceEnd other(SpliceEnd end) {
        return end == first ? second : first;
    }

    /** The way from this end to the other. */
    Pipe from(SpliceEnd end) {
        return end == first ? there : back;
    }

    /** Octets came from this end. */
    void spoken(SpliceEnd by) {
        lastSpeaker = by;
        activeAt = System.nanoTime();
    }

    /** An end has taken octets of what is held: a slow reader is no silent one. */
    void taken(long now) {
        activeAt = now;
    }

    /** Whether nothing has come back since this end spoke. */
    boolean unanswered(SpliceEnd by) {
        return lastSpeaker == by;
    }

    long activeAt() {
        return activeAt;
    }
}
