package org.mmsys.replica.pair;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** A node's disk: log, promise, identity. What was not synced is lost at a crash, from some place on. */
final class SimLog {
    /** What an entry does. */
    enum Kind {
        EPOCH(0),
        DELIVER(1),
        EXPUNGE(2);

        private final long code;

        Kind(long code) {
            this.code = code;
        }

        static Kind of(long code) {
            if (code == EPOCH.code) {
                return EPOCH;
            }
            return code == DELIVER.code ? DELIVER : EXPUNGE;
        }
    }

    /** An entry and the place behind it. */
    record Entry(Kind kind, int token, long epoch, LogPoint point) {}

    private static final int ENTRY_LENGTH = 3 * Long.BYTES;
    private static final long MIX_A = 0x9e3779b97f4a7c15L;
    private static final long MIX_B = 0xbf58476d1ce4e5b9L;

    private final List<Entry> entries = new ArrayList<>();
    private final BitSet delivered = new BitSet();
    private final BitSet expunged = new BitSet();
    private LogPoint base = LogPoint.START;
    private long durable;

    /** The promise as it is on the disk. */
    long promise;

    LogPoint base() {
        return base;
    }

    LogPoint last() {
        return entries.isEmpty() ? base : entries.get(entries.size() - 1).point;
    }

    long durable() {
        return durable;
    }

    LogPoint durablePoint() {
        return point(durable);
    }

    boolean has(long sequence) {
        return sequence >= base.sequence() && sequence <= last().sequence();
    }

    LogPoint point(long sequence) {
        return sequence == base.sequence() ? base : entry(sequence).point;
    }

    Entry entry(long sequence) {
        return entries.get((int) (sequence - base.sequence() - 1));
    }

    /** Messages that were delivered in this log, whether deleted since or not. */
    BitSet delivered() {
        return delivered;
    }

    BitSet expunged() {
        return expunged;
    }

    void synced(long sequence) {
        durable = Math.max(durable, sequence);
    }

    Entry append(Kind kind, int token, long epoch) {
        LogPoint before = last();
        long sequence = before.sequence() + 1;
        long high = mix(before.chain().high() ^ mix(sequence * MIX_A + epoch));
        long low = mix(before.chain().low() + mix((long) token * MIX_B + kind.code) + high);
        Entry made = new Entry(kind, token, epoch, new LogPoint(sequence, new ChainMark(high, low)));
        entries.add(made);
        count(made);
        return made;
    }

    private void count(Entry entry) {
        switch (entry.kind) {
            case EPOCH -> {}
            case DELIVER -> delivered.set(entry.token);
            case EXPUNGE -> expunged.set(entry.token);
        }
    }

    private static long mix(long value) {
        long x = (value ^ (value >>> 30)) * MIX_B;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    ByteBuffer encode(long from, long to) {
        ByteBuffer octets = ByteBuffer.allocate((int) (to - from + 1) * ENTRY_LENGTH);
        for (long sequence = from; sequence <= to; sequence++) {
            Entry entry = entry(sequence);
            octets.putLong(entry.kind.code).putLong(entry.token).putLong(entry.epoch);
        }
        return octets.flip().asReadOnlyBuffer();
    }

    void decode(ByteBuffer octets) {
        ByteBuffer in = octets.duplicate();
        while (in.hasRemaining()) {
            Kind kind = Kind.of(in.getLong());
            append(kind, (int) in.getLong(), in.getLong());
        }
    }

    /** Cuts off what is behind this place; returns it. */
    List<Entry> cutTo(long sequence) {
        List<Entry> tail = entries.subList((int) (sequence - base.sequence()), entries.size());
        List<Entry> cut = List.copyOf(tail);
        tail.clear();
        durable = Math.min(durable, sequence);
        forget(cut);
        return cut;
    }

    /** Forgets that these were in the log, unless they still are. */
    private void forget(List<Entry> cut) {
        for (Entry entry : cut) {
            switch (entry.kind) {
                case EPOCH -> {}
                case DELIVER -> delivered.clear(entry.token);
                case EXPUNGE -> expunged.clear(entry.token);
            }
        }
        entries.forEach(this::count); // what is below the base was committed and stays
    }

    /** The process dies: of what was not synced a part may be there all the same. */
    void crash(RandomGenerator random) {
        long unsynced = last().sequence() - durable;
        long kept = unsynced > 0 ? random.nextLong(unsynced + 1) : 0;
        cutTo(durable + kept);
        durable = last().sequence();
    }

    /** Drops entries at the front, as a checkpoint does. */
    void trimTo(long sequence) {
        LogPoint place = point(sequence);
        entries.subList(0, (int) (sequence - base.sequence())).clear();
        base = place;
    }

    /** An image of before is put back: everything behind this place is gone. */
    void restoreOldImage(long sequence) {
        cutTo(sequence);
    }

    /** Becomes empty: another disk. */
    void wipe() {
        entries.clear();
        delivered.clear();
        expunged.clear();
        base = LogPoint.START;
        durable = 0;
        promise = 0;
    }

    /** Becomes what the partner's states are after this entry: the tree was copied. */
    void install(SimLog from, LogPoint place) {
        entries.clear();
        delivered.clear();
        expunged.clear();
        delivered.or(from.base.sequence() == 0 ? new BitSet() : from.belowBase(from.delivered, Kind.DELIVER));
        expunged.or(from.base.sequence() == 0 ? new BitSet() : from.belowBase(from.expunged, Kind.EXPUNGE));
        for (long sequence = from.base.sequence() + 1; sequence <= place.sequence(); sequence++) {
            count(from.entry(sequence));
        }
        base = place;
        durable = place.sequence();
    }

    private BitSet belowBase(BitSet all, Kind kind) {
        BitSet below = (BitSet) all.clone();
        for (Entry entry : entries) {
            if (entry.kind == kind) {
                below.clear(entry.token);
            }
        }
        return below;
    }
}
