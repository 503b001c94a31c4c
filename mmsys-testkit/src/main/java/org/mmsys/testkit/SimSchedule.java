package org.mmsys.testkit;

import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, in the order of its moments; things of the same moment in the order they were asked for.
 *
 * <p>Owned by one thread. The same requests give the same run.
 */
public final class SimSchedule {
    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long now;
    private long order;

    private record Item(long at, long order, Runnable deed) implements Comparable<Item> {
        @Override
        public int compareTo(Item that) {
            return at != that.at ? Long.compare(at, that.at) : Long.compare(order, that.order);
        }
    }

    /** Nanoseconds since the beginning. */
    public long now() {
        return now;
    }

    /** Does it at this moment, or now if that has passed. */
    public void at(long nanos, Runnable deed) {
        items.add(new Item(Math.max(nanos, now), order++, deed));
    }

    /** Does it after this many nanoseconds. */
    public void after(long nanos, Runnable deed) {
        at(now + nanos, deed);
    }

    /** Does the next thing that is due by this moment; false if there is none, and it is this moment now. */
    public boolean runNext(long until) {
        if (items.isEmpty() || items.peek().at > until) {
            now = Math.max(now, until);
            return false;
        }
        Item next = items.remove();
        now = next.at;
        next.deed.run();
        return true;
    }
}
