package org.mmsys.client.core;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.net.Abort;
import org.mmsys.client.core.net.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts calls, and stops them all when the engine closes. Thread-safe. */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Hub hub;
    private final AtomicLong ids = new AtomicLong();
    private final Set<Started<?>> open = ConcurrentHashMap.newKeySet();

    Calls(Hub hub) {
        this.hub = hub;
    }

    /** What a call does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Running running) throws Trouble, IOException;
    }

    /** Work without a result. */
    @FunctionalInterface
    interface Errand {
        void run(Running running) throws Trouble, IOException;
    }

    /** The value of a call that has none. */
    @SuppressWarnings("NullAway") // Void has no other value
    static Work<Void> errand(Errand errand) {
        return running -> {
            errand.run(running);
            return null;
        };
    }

    <T> Call<T> start(Executor lane, Optional<String> account, Work<T> work) {
        Started<T> call = new Started<>(ids.incrementAndGet());
        open.add(call);
        call.onEnd(outcome -> open.remove(call));
        Running running = new Running(call.id, call.abort, hub, account);
        try {
            lane.execute(() -> call.run(work, running));
        } catch (RejectedExecutionException full) {
            call.end(new Outcome.Failed<>(Problem.of(Cause.INTERNAL, "The program has too much to do, or is ending.")));
        }
        return call;
    }

    /** Gives up the call of that number, if it is still under way. */
    void cancel(long id) {
        open.stream().filter(call -> call.id == id).forEach(Started::cancel);
    }

    void stopAll() {
        open.forEach(Started::cancel);
    }

    /** One that is under way. */
    private static final class Started<T> implements Call<T> {
        private final long id;
        private final Abort abort = new Abort();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<Consumer<Outcome<T>>> listeners = new ArrayList<>();
        private @Nullable Outcome<T> outcome;

        Started(long id) {
            this.id = id;
        }

        void run(Work<T> work, Running running) {
            Outcome<T> result;
            try {
                running.check();
                result = new Outcome.Done<>(work.run(running));
            } catch (CancellationException stopped) {
                result = new Outcome.Cancelled<>();
            } catch (Trouble trouble) {
                result = failed(trouble.problem());
            } catch (IOException disk) {
                LOG.atWarn().setCause(disk).log("this computer's disk");
                result = failed(Problem.of(Cause.DISK, "This computer could not read or write a file.")
                        .advising("Look whether its disk is full.")
                        .because(String.valueOf(disk.getMessage())));
            } catch (RuntimeException bug) {
                LOG.atError().setCause(bug).log("a mistake in the engine");
                result = failed(Problem.of(Cause.INTERNAL, "The program made a mistake; nothing was lost.")
                        .because(String.valueOf(bug)));
            } catch (OutOfMemoryError | StackOverflowError limit) {
                result = tooMuch(limit);
            }
            end(result);
        }

        /** What ended the work by being too much: the call ends, the program does not. */
        private Outcome<T> tooMuch(VirtualMachineError limit) {
            LOG.atError().setCause(limit).log("too much for this program");
            return failed(Problem.of(Cause.INTERNAL, "It is too much for the memory of this program; nothing was lost.")
                    .because(String.valueOf(limit)));
        }

        private Outcome<T> failed(Problem problem) {
            return abort.pulled() ? new Outcome.Cancelled<>() : new Outcome.Failed<>(problem);
        }

        void end(Outcome<T> result) {
            List<Consumer<Outcome<T>>> all;
            synchronized (this) {
                if (outcome != null) {
                    return;
                }
                outcome = result;
                all = List.copyOf(listeners);
            }
            ended.countDown();
            all.forEach(listener -> listener.accept(result));
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public void onEnd(Consumer<Outcome<T>> listener) {
            Outcome<T> already;
            synchronized (this) {
                already = outcome;
                if (already == null) {
                    listeners.add(listener);
                }
            }
            if (already != null) {
                listener.accept(already);
            }
        }

        @Override
        public void cancel() {
            abort.pull();
            end(new Outcome.Cancelled<>());
        }

        @Override
        public Optional<Outcome<T>> await(Duration limit) throws InterruptedException {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS) ? outcome() : Optional.empty();
        }

        @Override
        public synchronized Optional<Outcome<T>> outcome() {
            return Optional.ofNullable(outcome);
        }
    }
}
