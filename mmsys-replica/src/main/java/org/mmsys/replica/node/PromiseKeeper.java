package org.mmsys.replica.node;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mmsys.replica.pair.PairEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes promises on a thread of its own, in order; the machine asks for a few at a time at most. */
final class PromiseKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PromiseKeeper.class);
    private static final int WAITING = 100;
    private static final long CLOSE_MILLIS = 1000;

    private final PromiseFile file;
    private final Consumer<PairEvent> events;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(WAITING),
            task -> Threads.daemon("pair-promise", task));

    PromiseKeeper(PromiseFile file, Consumer<PairEvent> events) {
        this.file = file;
        this.events = events;
        thread.allowCoreThreadTimeOut(true);
    }

    void keep(long epoch) {
        thread.execute(() -> {
            try {
                file.write(epoch);
                events.accept(new PairEvent.PromiseDurable(epoch));
            } catch (IOException failed) {
                log.atError().addKeyValue("epoch", epoch).setCause(failed).log("promise could not be written");
                events.accept(new PairEvent.DiskFailed("the promise could not be written: " + failed.getMessage()));
            }
        });
    }

    /** Waits a little for what is under way. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.atWarn().log("a promise is still being written");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
