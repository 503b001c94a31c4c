package org.mmsys.core.net;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What all sessions of a node share.
 *
 * @param timer runs only short tasks that hand over to an I/O thread
 */
record SessionHouse(
        NetSettings settings,
        TlsContext tls,
        WorkerPool workers,
        HeldOctets held,
        ScheduledExecutorService timer,
        ProxyTrust proxies) {

    /** Runs the task on the timer after the time; at once when the server goes down. */
    void after(Duration length, Runnable task) {
        try {
            var unused = timer.schedule(task, length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException goingDown) {
            task.run();
        }
    }
}
