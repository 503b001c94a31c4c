package org.mmsys.client.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, one event after the other, on a thread of its own. Thread-safe. A slow listener slows the engine, no more. */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final int WAITING_MAX = 10_000;
    private static final int TELLING_SECONDS = 5;

    private final List<Events> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService teller = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Threading.named("mail-events"),
            new ThreadPoolExecutor.CallerRunsPolicy());

    public void add(Events listener) {
        listeners.add(listener);
    }

    public void remove(Events listener) {
        listeners.remove(listener);
    }

    /** Tells all of them, later. */
    public void tell(Consumer<Events> event) {
        try {
            teller.execute(() -> listeners.forEach(listener -> one(listener, event)));
        } catch (RejectedExecutionException closed) {
            LOG.atDebug().log("nobody is told any more");
        }
    }

    private static void one(Events listener, Consumer<Events> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException bug) {
            LOG.atError().setCause(bug).log("a listener failed");
        }
    }

    /** What happened until now is still told, for some seconds at most. */
    @Override
    public void close() {
        teller.shutdown();
        try {
            if (!teller.awaitTermination(TELLING_SECONDS, TimeUnit.SECONDS)) {
                LOG.atDebug().log("a listener is too slow to hear it all");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
