package org.mmsys.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.observe.Metrics;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.Json;
import org.mmsys.server.metrics.PrometheusPage;

/** What the admin port shows. */
final class AdminPages {
    private final ServerPlan plan;
    private final NodeParts parts;
    private final PrometheusPage metrics;

    AdminPages(ServerPlan plan, NodeParts parts) {
        this.plan = plan;
        this.parts = parts;
        this.metrics = new PrometheusPage(parts.metrics());
        gauges(parts.metrics());
    }

    private void gauges(Metrics to) {
        to.gauge("sessions.open", "Sessions open now.", parts::sessions);
        to.gauge("held.octets", "Octets held between sockets and disk now.", parts::heldOctets);
        to.gauge(
                "degraded",
                "Reasons why somebody should look; 0 when all is well.",
                () -> reasons().size());
        if (parts.journalHealth().isPresent()) {
            to.gauge("journal.sequence", "The last committed entry.", () -> ofJournal(JournalHealth::sequence));
            to.gauge("journal.waiting", "Entries that wait to be committed.", () -> ofJournal(JournalHealth::waiting));
            to.gauge(
                    "journal.owed",
                    "Committed entries that could not be applied yet.",
                    () -> ofJournal(JournalHealth::owed));
            to.gauge(
                    "journal.short.of.space",
                    "1 while mail is refused for want of space.",
                    () -> ofJournal(health -> health.shortOfSpace() ? 1 : 0));
        }
    }

    private double ofJournal(ToDoubleFunction<JournalHealth> number) {
        return parts.journalHealth().map(number::applyAsDouble).orElse(0.0);
    }

    Map<String, Supplier<Page>> all() {
        return Map.of(
                "/health/live", () -> Page.ok(true, "live"),
                "/health/ready", this::ready,
                "/health/deep", this::deep,
                "/metrics", () -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()),
                "/status", this::status);
    }

    /** Ready: can serve now, or pass on to who does. A full disk still serves readers. */
    private Page ready() {
        if (parts.journalHealth().map(JournalHealth::failed).orElse(false)) {
            return Page.ok(false, "the disk failed");
        }
        Optional<String> not = parts.notReady();
        return Page.ok(not.isEmpty(), not.orElse("ready"));
    }

    private Page deep() {
        List<String> reasons = reasons();
        return Page.ok(reasons.isEmpty(), reasons.isEmpty() ? "good" : "degraded\n" + String.join("\n", reasons));
    }

    /** Why somebody should look; none when all is well. */
    private List<String> reasons() {
        List<String> reasons = new ArrayList<>(parts.concerns());
        parts.journalHealth().ifPresent(health -> {
            if (health.failed()) {
                reasons.add("the disk failed");
            }
            if (health.shortOfSpace()) {
                reasons.add("short of disk space: new mail is refused with 452");
            }
            if (health.owed() > 0) {
                reasons.add(health.owed() + " committed entries could not be applied yet; they are tried again");
            }
            if (health.checkpointFailing()) {
                reasons.add("checkpoints fail; the journal grows until one succeeds");
            }
            health.damages().forEach(damage -> reasons.add("damage: " + damage));
        });
        return reasons;
    }

    private Page status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("server", plan.server());
        status.put("role", parts.role());
        status.put("version", Version.text());
        status.put("sessions", parts.sessions());
        status.put("heldOctets", parts.heldOctets());
        parts.journalHealth().ifPresent(health -> {
            status.put("sequence", health.sequence());
            status.put("waiting", health.waiting());
            status.put("owed", health.owed());
            status.put("shortOfSpace", health.shortOfSpace());
            status.put("checkpointFailing", health.checkpointFailing());
            status.put("lastCheckpoint", health.lastCheckpoint());
            status.put("damages", health.damages());
        });
        status.putAll(parts.details());
        status.put(
                "nodes", plan.members().all().stream().map(NodeLines::written).toList());
        status.put("degraded", reasons());
        return Page.json(Json.write(status));
    }
}
