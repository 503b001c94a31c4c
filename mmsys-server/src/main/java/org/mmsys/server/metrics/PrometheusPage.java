package org.mmsys.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.mmsys.core.observe.Metrics;

/**
 * {@code /metrics} in the text format of Prometheus.
 *
 * <p>The library is loaded when somebody looks for the first time; until then it costs nothing. Thread-safe.
 */
public final class PrometheusPage {
    private final Metrics metrics;
    private final Set<Metrics.Name> shown = new HashSet<>();
    private Optional<PrometheusMeterRegistry> registry = Optional.empty();

    public PrometheusPage(Metrics metrics) {
        this.metrics = metrics;
    }

    /** The numbers as they are now. */
    public synchronized String text() {
        PrometheusMeterRegistry to = registry.orElseGet(PrometheusPage::create);
        registry = Optional.of(to);
        for (Metrics.Series series : metrics.all()) {
            if (shown.add(series.name())) {
                show(series, to);
            }
        }
        return to.scrape();
    }

    private static PrometheusMeterRegistry create() {
        PrometheusMeterRegistry fresh = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(fresh);
        new JvmThreadMetrics().bindTo(fresh);
        new UptimeMetrics().bindTo(fresh);
        return fresh;
    }

    private static void show(Metrics.Series series, PrometheusMeterRegistry to) {
        String name = "mmsys." + series.name().name();
        Tags tags = series.name()
                .label()
                .map(label -> Tags.of(label.key(), label.value()))
                .orElse(Tags.empty());
        if (series instanceof Metrics.Counter counter) {
            FunctionCounter.builder(name, counter.total(), total -> total.sum())
                    .description(series.doc())
                    .tags(tags)
                    .register(to);
        } else if (series instanceof Metrics.Timer timer) {
            FunctionTimer.builder(
                            name,
                            timer,
                            it -> it.count().sum(),
                            it -> it.nanos().sum(),
                            TimeUnit.NANOSECONDS)
                    .description(series.doc())
                    .tags(tags)
                    .register(to);
        } else if (series instanceof Metrics.Gauge gauge) {
            Gauge.builder(name, gauge, it -> it.now().getAsDouble())
                    .description(series.doc())
                    .tags(tags)
                    .strongReference(true)
                    .register(to);
        }
    }
}
