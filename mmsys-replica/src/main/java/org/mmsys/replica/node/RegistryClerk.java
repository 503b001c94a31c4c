package org.mmsys.replica.node;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mmsys.replica.pair.CasAnswer;
import org.mmsys.replica.pair.PairAction;
import org.mmsys.replica.pair.PairEvent;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRecordText;
import org.mmsys.replica.pair.RecordAnswer;
import org.mmsys.replica.pair.RecordVersion;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registry for the machine: one read and one change at a time, each for 2 seconds at most.
 *
 * <p>Called by the thread of the pair, which never waits. A question that comes while the last of its kind is under way is
 * asked after that; of several only the newest is. An answer that comes too late is not told.
 */
final class RegistryClerk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegistryClerk.class);
    private static final long LIMIT_MILLIS = 2000;
    private static final int THREADS = 2;
    private static final int WAITING = 4;

    private final Registry registry;
    private final String key;
    private final Consumer<Runnable> pair;
    private final Consumer<PairEvent> events;
    private final ThreadPoolExecutor threads;
    private final Registry.Watch watch;
    private boolean reading;
    private boolean changing;
    private Optional<PairAction.ReadRecord> nextRead = Optional.empty();
    private Optional<PairAction.Cas> nextChange = Optional.empty();

    /**
     * A clerk for one record.
     *
     * @param pair runs tasks on the thread of the pair, in order
     * @param events takes what happened, on the thread of the pair
     */
    RegistryClerk(Registry registry, String key, Consumer<Runnable> pair, Consumer<PairEvent> events) {
        this.registry = registry;
        this.key = key;
        this.pair = pair;
        this.events = events;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                task -> Threads.daemon("pair-registry", task));
        this.threads.allowCoreThreadTimeOut(true);
        this.watch = registry.watch(key, () -> pair.accept(() -> events.accept(new PairEvent.RecordChanged())));
    }

    void read(PairAction.ReadRecord question) {
        if (reading) {
            nextRead = Optional.of(question);
            return;
        }
        reading = true;
        ask(() -> registry.read(key), RegistryClerk::answer, new RecordAnswer.Unavailable(), answer -> {
            reading = false;
            events.accept(new PairEvent.RecordRead(question.number(), answer));
            Optional<PairAction.ReadRecord> next = nextRead;
            nextRead = Optional.empty();
            next.ifPresent(this::read);
        });
    }

    void change(PairAction.Cas change) {
        if (changing) {
            nextChange = Optional.of(change);
            return;
        }
        changing = true;
        byte[] value = PairRecordText.write(change.record());
        ask(
                () -> registry.cas(key, change.expectedVersion(), value),
                RegistryClerk::answer,
                new CasAnswer.Unknown(),
                answer -> {
                    changing = false;
                    events.accept(new PairEvent.CasAnswered(change.record().token(), answer));
                    Optional<PairAction.Cas> next = nextChange;
                    nextChange = Optional.empty();
                    next.ifPresent(this::change);
                });
    }

    /** Asks on another thread, since an adapter may wait; answers on the thread of the pair, exactly once. */
    private <A, B> void ask(
            Supplier<CompletableFuture<A>> question, Function<A, B> translation, B unknown, Consumer<B> answer) {
        CompletableFuture<B> outcome = new CompletableFuture<>();
        CompletableFuture<Void> unused = outcome.completeOnTimeout(unknown, LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(it -> pair.accept(() -> answer.accept(it)));
        try {
            threads.execute(() -> begin(question, translation, unknown, outcome));
        } catch (RejectedExecutionException stuck) {
            outcome.complete(unknown);
        }
    }

    private <A, B> void begin(
            Supplier<CompletableFuture<A>> question,
            Function<A, B> translation,
            B unknown,
            CompletableFuture<B> outcome) {
        try {
            CompletableFuture<A> asked = question.get();
            CompletableFuture<B> unused = asked.thenApply(translation).whenComplete((answer, failed) -> {
                if (failed != null) {
                    log.atError().addKeyValue("key", key).setCause(failed).log("registry's answer cannot be used");
                }
                outcome.complete(failed == null ? answer : unknown);
            });
        } catch (RuntimeException bug) {
            log.atError().addKeyValue("key", key).setCause(bug).log("registry failed");
            outcome.complete(unknown);
        }
    }

    private static RecordVersion version(Versioned found) {
        PairRecord record = PairRecordText.read(found.value());
        return new RecordVersion(found.version(), record);
    }

    private static RecordAnswer answer(Reading reading) {
        return reading.match(new Reading.Cases<>() {
            @Override
            public RecordAnswer found(Reading.Found found) {
                return new RecordAnswer.Found(version(found.record()));
            }

            @Override
            public RecordAnswer absent(Reading.Absent none) {
                return new RecordAnswer.Absent();
            }

            @Override
            public RecordAnswer unavailable(Reading.Unavailable away) {
                return new RecordAnswer.Unavailable();
            }
        });
    }

    private static CasAnswer answer(Change change) {
        return change.match(new Change.Cases<>() {
            @Override
            public CasAnswer applied(Change.Applied yes) {
                return new CasAnswer.Applied();
            }

            @Override
            public CasAnswer conflict(Change.Conflict no) {
                return new CasAnswer.Conflict(no.current().map(RegistryClerk::version));
            }

            @Override
            public CasAnswer unknown(Change.Unknown maybe) {
                return new CasAnswer.Unknown();
            }
        });
    }

    @Override
    public void close() {
        watch.close();
        threads.shutdown(); // an interrupt would close the files of an adapter under its hands
    }
}
