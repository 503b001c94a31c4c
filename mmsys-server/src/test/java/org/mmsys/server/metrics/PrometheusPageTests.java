package org.mmsys.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mmsys.core.observe.Metrics;

class PrometheusPageTests {
    private final Metrics metrics = new Metrics();
    private final PrometheusPage page = new PrometheusPage(metrics);

    @Test
    void showsCountersTimersGaugesAndTheHeap() {
        metrics.counter("sessions", "Sessions begun.", new Metrics.Label("listener", "smtp"))
                .add(3);
        metrics.timer("commit", "Commits.").record(1_500_000_000L);
        metrics.gauge("queue.length", "Waiting.", () -> 7);

        assertThat(page.text())
                .contains("mmsys_sessions_total{listener=\"smtp\"} 3.0")
                .contains("mmsys_commit_seconds_count 1")
                .contains("mmsys_commit_seconds_sum 1.5")
                .contains("mmsys_queue_length 7.0")
                .contains("jvm_memory_used_bytes{area=\"heap\"")
                .contains("# HELP mmsys_queue_length Waiting.");
    }

    @Test
    void readsAgainAtEachLookAndShowsWhatCameLater() {
        Metrics.Counter counter = metrics.counter("mails", "Mails.");
        assertThat(page.text()).contains("mmsys_mails_total 0.0");
        counter.increment();
        metrics.counter("later", "Later.").increment();
        assertThat(page.text()).contains("mmsys_mails_total 1.0", "mmsys_later_total 1.0");
    }

    @Test
    void callersOfOneNameShareACounterAndThereIsALimit() {
        metrics.counter("a", "A.").increment();
        metrics.counter("a", "A.").increment();
        assertThat(page.text()).contains("mmsys_a_total 2.0");
        for (int i = 0; i < 5000; i++) {
            metrics.counter("c", "C.", new Metrics.Label("x", "v" + i)).increment();
        }
        assertThat(metrics.all()).hasSize(1000);
    }
}
