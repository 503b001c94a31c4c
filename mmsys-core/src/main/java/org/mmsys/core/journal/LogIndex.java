package org.mmsys.core.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the log holds, and where: the first record of every segment and others at least 256 KiB apart. Any thread.
 *
 * <p>A few octets for each such place: 4 GiB of log have some 16,000.
 */
final class LogIndex {
    private static final long APART = 256 * 1024;

    private final ConcurrentSkipListMap<Long, Place> places = new ConcurrentSkipListMap<>();
    private volatile LogMark base = LogMark.START;
    private volatile long last;
    private volatile int cuts;

    /**
     * Where a record stands.
     *
     * @param segment the first entry of its segment
     * @param position in the file
     */
    record Place(long sequence, long segment, long position) {}

    /** Before the first entry of the log. */
    LogMark base() {
        return base;
    }

    /** The last entry that was written. */
    long last() {
        return last;
    }

    synchronized void base(LogMark first) {
        base = first;
        places.headMap(first.sequence() + 1).clear();
    }

    /** The log ends behind this entry now. */
    void last(long sequence) {
        last = sequence;
    }

    /** How often it was cut: what a reader has seen before a cut is not noted after it. */
    int cuts() {
        return cuts;
    }

    /** A record was met; whether it is remembered depends on how far off the next is. */
    synchronized void note(long sequence, long segment, long position, int cutsBefore) {
        Map.Entry<Long, Place> before = places.floorEntry(sequence);
        boolean far = before == null
                || before.getValue().segment != segment
                || position - before.getValue().position >= APART;
        if (far && cuts == cutsBefore) {
            places.put(sequence, new Place(sequence, segment, position));
        }
    }

    /** The nearest place known at or before an entry. */
    Optional<Place> near(long sequence) {
        return Optional.ofNullable(places.floorEntry(sequence)).map(Map.Entry::getValue);
    }

    /** What is behind that entry is gone. */
    synchronized void cut(long sequence) {
        cuts++;
        last = sequence;
        places.tailMap(sequence, false).clear();
    }
}
