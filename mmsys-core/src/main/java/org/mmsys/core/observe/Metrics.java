package org.mmsys.core.observe;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * The numbers of one node: counters, timers and gauges, each with a name, a sentence and perhaps a label.
 *
 * <p>Counting costs an addition; whoever shows the numbers reads them when it likes. Labels must come from a set that cannot
 * grow with what strangers send. Thread-safe. Names are words with dots, {@code messages.accepted}.
 */
public final class Metrics {
    private static final int SERIES_MAX = 1000;

    private final Map<Name, Series> series = new ConcurrentHashMap<>();

    /**
     * What a series is called.
     *
     * @param label name and value in one, {@code listener=smtp}; empty without one
     */
    public record Name(String name, Optional<Label> label) {}

    /** What tells series of one name apart. */
    public record Label(String key, String value) {}

    /** One line of numbers. */
    public sealed interface Series {
        Name name();

        String doc();
    }

    /** Something that only grows. */
    public record Counter(Name name, String doc, LongAdder total) implements Series {
        public void add(long number) {
            total.add(number);
        }

        public void increment() {
            total.increment();
        }
    }

    /** How often something happened, and how long it took altogether. */
    public record Timer(Name name, String doc, LongAdder count, LongAdder nanos) implements Series {
        /** It took that long. */
        public void record(long nanoseconds) {
            count.increment();
            nanos.add(nanoseconds);
        }
    }

    /** Something that goes up and down; asked when somebody looks, on any thread, and must not wait. */
    public record Gauge(Name name, String doc, DoubleSupplier now) implements Series {}

    /** The counter of that name and label; the same one for every caller. */
    public Counter counter(String name, String doc, Label... label) {
        Name full = name(name, label);
        return (Counter) put(new Counter(full, doc, new LongAdder()));
    }

    /** The timer of that name and label. */
    public Timer timer(String name, String doc, Label... label) {
        Name full = name(name, label);
        return (Timer) put(new Timer(full, doc, new LongAdder(), new LongAdder()));
    }

    /** Shows a number; the last to name it is asked. */
    public void gauge(String name, String doc, DoubleSupplier now, Label... label) {
        Series shown = put(new Gauge(name(name, label), doc, new Latest(now)));
        if (shown instanceof Gauge gauge && gauge.now() instanceof Latest latest) {
            latest.asked = now;
        }
    }

    /** All there are now. */
    public Collection<Series> all() {
        return List.copyOf(series.values());
    }

    /** Asks whoever named the number last. */
    private static final class Latest implements DoubleSupplier {
        private volatile DoubleSupplier asked;

        Latest(DoubleSupplier asked) {
            this.asked = asked;
        }

        @Override
        public double getAsDouble() {
            return asked.getAsDouble();
        }
    }

    private Series put(Series fresh) {
        Series there = series.get(fresh.name());
        if (there != null) {
            return there;
        }
        if (series.size() >= SERIES_MAX) {
            return fresh; // counts, but nobody sees it: better than growing without end
        }
        Series before = series.putIfAbsent(fresh.name(), fresh);
        return before == null ? fresh : before;
    }

    private static Name name(String name, Label... label) {
        if (label.length > 1) {
            throw new IllegalArgumentException(name + " with " + label.length + " labels");
        }
        return new Name(name, label.length == 0 ? Optional.empty() : Optional.of(label[0]));
    }
}
