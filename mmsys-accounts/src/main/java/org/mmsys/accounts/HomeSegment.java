package org.mmsys.accounts;

import java.util.Arrays;
import java.util.function.Consumer;
import org.mmsys.core.journal.NameKey;

/**
 * The names of one bucket and who claims them: three columns, open addressing, 18 octets a place.
 *
 * <p>A name that several servers claim stands in it once for each. Any thread, under its own short lock.
 */
final class HomeSegment {
    private static final int PLACES_MIN = 8;
    private static final short[] NONE = {};

    private long[] high = new long[0];
    private long[] low = new long[0];
    /** The server's number plus one; 0 is an empty place. */
    private short[] server = NONE;

    private int size;

    /** The numbers of the servers that claim the name, in no order. */
    synchronized short[] claims(NameKey key) {
        short[] found = NONE;
        if (size == 0) {
            return found;
        }
        for (int i = home(key.low()); server[i] != 0; i = next(i)) {
            if (low[i] == key.low() && high[i] == key.high()) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = (short) (server[i] - 1);
            }
        }
        return found;
    }

    /** Says whether it was not there. */
    synchronized boolean add(NameKey key, short number) {
        if ((size + 1) * 4 > server.length * 3) {
            rehash(Math.max(PLACES_MIN, server.length * 2));
        }
        int i = home(key.low());
        for (; server[i] != 0; i = next(i)) {
            if (low[i] == key.low() && high[i] == key.high() && server[i] == number + 1) {
                return false;
            }
        }
        put(i, key.high(), key.low(), (short) (number + 1));
        size++;
        return true;
    }

    /** Says whether it was there. */
    synchronized boolean remove(NameKey key, short number) {
        if (size == 0) {
            return false;
        }
        for (int i = home(key.low()); server[i] != 0; i = next(i)) {
            if (low[i] == key.low() && high[i] == key.high() && server[i] == number + 1) {
                close(i);
                size--;
                if (server.length > PLACES_MIN && size * 8 < server.length) {
                    rehash(server.length / 2);
                }
                return true;
            }
        }
        return false;
    }

    /** All names this server claims. */
    synchronized void forEach(short number, Consumer<NameKey> each) {
        for (int i = 0; i < server.length; i++) {
            if (server[i] == number + 1) {
                each.accept(new NameKey(high[i], low[i]));
            }
        }
    }

    synchronized int size() {
        return size;
    }

    /** Moves up what stands behind an emptied place and would not be found any more. */
    private void close(int emptied) {
        int gap = emptied;
        for (int i = next(gap); server[i] != 0; i = next(i)) {
            int wanted = home(low[i]);
            boolean reachable = gap <= i ? gap < wanted && wanted <= i : gap < wanted || wanted <= i;
            if (!reachable) {
                put(gap, high[i], low[i], server[i]);
                gap = i;
            }
        }
        server[gap] = 0;
    }

    private void rehash(int places) {
        long[] oldHigh = high;
        long[] oldLow = low;
        short[] oldServer = server;
        high = new long[places];
        low = new long[places];
        server = new short[places];
        for (int old = 0; old < oldServer.length; old++) {
            if (oldServer[old] != 0) {
                int i = home(oldLow[old]);
                while (server[i] != 0) {
                    i = next(i);
                }
                put(i, oldHigh[old], oldLow[old], oldServer[old]);
            }
        }
    }

    private void put(int i, long keyHigh, long keyLow, short owner) {
        high[i] = keyHigh;
        low[i] = keyLow;
        server[i] = owner;
    }

    private int home(long keyLow) {
        return (int) keyLow & (server.length - 1);
    }

    private int next(int i) {
        return (i + 1) & (server.length - 1);
    }
}
