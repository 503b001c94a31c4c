package org.mmsys.server;

import java.util.Map;
import java.util.function.Supplier;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.server.AdminHttp.Page;

/** What the admin port shows. */
final class AdminPages {
    private final ServerPlan plan;
    private final ServerAssembly parts;

    AdminPages(ServerPlan plan, ServerAssembly parts) {
        this.plan = plan;
        this.parts = parts;
    }

    Map<String, Supplier<Page>> all() {
        return Map.of(
                "/health/live", () -> Page.ok(true, "live"),
                "/health/ready", this::ready,
                "/health/deep", this::deep,
                "/status", this::status);
    }

    /** Ready: can serve now. A full disk still serves readers. */
    private Page ready() {
        boolean ready = !parts.journalHealth().failed();
        return Page.ok(ready, ready ? "ready" : "the disk failed");
    }

    private Page deep() {
        JournalHealth health = parts.journalHealth();
        return Page.ok(health.good(), health.good() ? "good" : "degraded: " + health);
    }

    private Page status() {
        JournalHealth health = parts.journalHealth();
        StringBuilder json = new StringBuilder("{");
        text(json, "server", plan.server()).append(',');
        text(json, "role", "primary").append(',');
        text(json, "version", Version.text()).append(',');
        json.append("\"sessions\":").append(parts.sessions()).append(',');
        json.append("\"heldOctets\":").append(parts.heldOctets()).append(',');
        json.append("\"sequence\":").append(health.sequence()).append(',');
        json.append("\"waiting\":").append(health.waiting()).append(',');
        json.append("\"owed\":").append(health.owed()).append(',');
        json.append("\"shortOfSpace\":").append(health.shortOfSpace()).append(',');
        json.append("\"checkpointFailing\":").append(health.checkpointFailing()).append(',');
        text(
                        json,
                        "lastCheckpoint",
                        health.lastCheckpoint().map(Object::toString).orElse(""))
                .append(',');
        json.append("\"damages\":[");
        for (int i = 0; i < health.damages().size(); i++) {
            json.append(i == 0 ? "" : ",");
            quoted(json, health.damages().get(i));
        }
        return Page.json(json.append("]}").toString());
    }

    private static StringBuilder text(StringBuilder json, String name, String value) {
        quoted(json, name).append(':');
        return quoted(json, value);
    }

    private static StringBuilder quoted(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > 126) {
                json.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16));
                json.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}
