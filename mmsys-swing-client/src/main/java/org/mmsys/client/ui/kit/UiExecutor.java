package org.mmsys.client.ui.kit;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.SwingUtilities;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only bridge between the engine and the event thread: nobody else waits, nobody else posts.
 *
 * <p>Work of the window itself that is too long for the event thread (sorting, building documents) runs on one thread of its own, in
 * order, at most {@value #WAITING_MAX} pieces waiting; the oldest gives way. Any thread may call.
 */
public final class UiExecutor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UiExecutor.class);
    private static final int WAITING_MAX = 64;

    private final ThreadPoolExecutor worker = oneThread("window-worker");
    private final ThreadPoolExecutor patient = oneThread("window-patient");

    /** A bridge with a worker that sleeps when there is nothing to do. */
    public UiExecutor() {
        worker.allowCoreThreadTimeOut(true);
        patient.allowCoreThreadTimeOut(true);
    }

    private static ThreadPoolExecutor oneThread(String name) {
        return new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardOldestPolicy());
    }

    /** Runs it on the event thread: now when this is the event thread, soon otherwise. */
    public static void onUi(Runnable run) {
        if (SwingUtilities.isEventDispatchThread()) {
            run.run();
        } else {
            SwingUtilities.invokeLater(run);
        }
    }

    /** When the call has ended, does one of the two on the event thread; neither when it was cancelled. */
    public <T> void then(Call<T> call, Consumer<T> done, Consumer<Problem> failed) {
        then(call, done, failed, () -> {});
    }

    /** When the call has ended, does one of the three on the event thread. */
    public <T> void then(Call<T> call, Consumer<T> done, Consumer<Problem> failed, Runnable cancelled) {
        call.onEnd(outcome -> SwingUtilities.invokeLater(() -> dispatch(outcome, done, failed, cancelled)));
    }

    /** Computes something on the worker, then uses it on the event thread. */
    public <T> void compute(Supplier<T> work, Consumer<T> use) {
        compute(worker, work, use);
    }

    /** The same for work that may wait for the disk or the network, so that it does not hold up sorting. */
    public <T> void computeSlowly(Supplier<T> work, Consumer<T> use) {
        compute(patient, work, use);
    }

    private static <T> void compute(ThreadPoolExecutor on, Supplier<T> work, Consumer<T> use) {
        on.execute(() -> {
            try {
                T value = work.get();
                SwingUtilities.invokeLater(() -> use.accept(value));
            } catch (RuntimeException mistake) {
                log.atError().setCause(mistake).log("work for the window failed");
            }
        });
    }

    /** Ends the worker; what waits is dropped. */
    @Override
    public void close() {
        worker.shutdownNow();
        patient.shutdownNow();
    }

    private static <T> void dispatch(
            Outcome<T> outcome, Consumer<T> done, Consumer<Problem> failed, Runnable cancelled) {
        outcome.match(new Outcome.Cases<T, Boolean>() {
            @Override
            public Boolean done(Outcome.Done<T> it) {
                done.accept(it.value());
                return true;
            }

            @Override
            public Boolean failed(Outcome.Failed<T> it) {
                failed.accept(it.problem());
                return false;
            }

            @Override
            public Boolean cancelled(Outcome.Cancelled<T> it) {
                cancelled.run();
                return false;
            }
        });
    }
}
