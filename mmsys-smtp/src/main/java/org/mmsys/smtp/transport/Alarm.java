package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something to be done later, unless it is called off. */
final class Alarm {
    private final @Nullable Future<?> task;

    private Alarm(@Nullable Future<?> task) {
        this.task = task;
    }

    /** Runs the task after this time, or at once when the timer goes down already. */
    static Alarm in(ScheduledExecutorService timer, Duration time, Runnable task) {
        try {
            return new Alarm(timer.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException goingDown) {
            task.run();
            return new Alarm(null);
        }
    }

    void cancel() {
        if (task != null) {
            task.cancel(false);
        }
    }
}
