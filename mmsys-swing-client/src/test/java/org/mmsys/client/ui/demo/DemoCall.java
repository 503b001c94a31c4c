package org.mmsys.client.ui.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;

/** A call that ends when its work has been done on the engine's thread, or when a test says so. Any thread. */
public final class DemoCall<T> implements Call<T> {
    private static final AtomicLong IDS = new AtomicLong();

    private static final Map<Long, DemoCall<?>> OPEN = new ConcurrentHashMap<>();

    private final long id = IDS.incrementAndGet();
    private final CompletableFuture<Outcome<T>> end = new CompletableFuture<>();

    /** A call that is under way. */
    public DemoCall() {
        OPEN.put(id, this);
        onEnd(outcome -> OPEN.remove(id));
    }

    static void cancel(long call) {
        Optional.ofNullable(OPEN.get(call)).ifPresent(DemoCall::cancel);
    }

    /** A call that does that work. */
    static <T> DemoCall<T> of(Executor engine, Supplier<Outcome<T>> work) {
        DemoCall<T> call = new DemoCall<>();
        try {
            engine.execute(() -> call.end.complete(work.get()));
        } catch (RejectedExecutionException closed) {
            call.finish(failed(Problem.Cause.INTERNAL, "The program is ending."));
        }
        return call;
    }

    /** Ends it. */
    public void finish(Outcome<T> outcome) {
        end.complete(outcome);
    }

    static <T> Outcome<T> done(T value) {
        return new Outcome.Done<>(value);
    }

    static <T> Outcome<T> failed(Problem.Cause cause, String text) {
        return new Outcome.Failed<>(Problem.of(cause, text));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void onEnd(Consumer<Outcome<T>> listener) {
        var unused = end.thenAccept(listener);
    }

    @Override
    public void cancel() {
        end.complete(new Outcome.Cancelled<>());
    }

    @Override
    public Optional<Outcome<T>> await(Duration limit) throws InterruptedException {
        try {
            return Optional.of(end.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    @Override
    public Optional<Outcome<T>> outcome() {
        return Optional.ofNullable(end.getNow(null));
    }
}
