package org.mmsys.client.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * How a running call is stopped from outside: by closing what it waits for, since an interrupt does not wake a read of a socket.
 * Thread-safe.
 */
public final class Abort {
    private final Set<Closeable> open = new HashSet<>();
    private boolean pulled;

    /** Closes everything guarded, now and from now on. */
    public void pull() {
        Set<Closeable> all;
        synchronized (this) {
            pulled = true;
            all = Set.copyOf(open);
            open.clear();
        }
        all.forEach(Abort::close);
    }

    public synchronized boolean pulled() {
        return pulled;
    }

    /** From now on this is closed when the call is stopped; at once if it has been already. */
    public void guard(Closeable thing) {
        boolean late;
        synchronized (this) {
            late = pulled;
            if (!late) {
                open.add(thing);
            }
        }
        if (late) {
            close(thing);
        }
    }

    public synchronized void release(Closeable thing) {
        open.remove(thing);
    }

    private static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException gone) {
            // it was to be closed, and is of no use either way
        }
    }
}
