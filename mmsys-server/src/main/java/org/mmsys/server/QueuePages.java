package org.mmsys.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

/** {@code /queue/…}: mail that waits for another server. */
final class QueuePages {
    private static final long LISTED = 1000;
    private static final long LISTED_MAX = 100_000;

    private final QueueVerbs queue;

    QueuePages(QueueVerbs queue) {
        this.queue = queue;
    }

    List<AdminVerb> all() {
        List<String> id = List.of("id");
        return List.of(
                new AdminVerb("/queue/list", List.of(), this::list),
                new AdminVerb("/queue/show", id, this::show),
                new AdminVerb("/queue/retry", id, this::retry),
                new AdminVerb("/queue/hold", id, arguments -> found(queue.hold(id(arguments)), arguments)),
                new AdminVerb("/queue/release", id, arguments -> found(queue.release(id(arguments)), arguments)),
                new AdminVerb(
                        "/queue/drop",
                        id,
                        arguments -> found(queue.drop(id(arguments), !arguments.flag("silent")), arguments)));
    }

    private Page list(JsonObject arguments) {
        long limit = Math.max(1, Math.min(LISTED_MAX, arguments.number("limit").orElse(LISTED)));
        return Page.done(Map.of(
                "messages",
                queue.list((int) limit).stream().map(QueuePages::json).toList()));
    }

    private Page show(JsonObject arguments) throws IOException {
        return queue.show(id(arguments))
                .map(entry -> Page.done(json(entry)))
                .orElseGet(() -> Page.refused(404, "no such message in the queue"));
    }

    private Page retry(JsonObject arguments) throws IOException, InterruptedException {
        return arguments.flag("all")
                ? Page.done(Map.of("tried", queue.retryAll()))
                : found(queue.retry(id(arguments)), arguments);
    }

    private static Page found(boolean there, JsonObject arguments) throws IOException {
        return there
                ? Page.done(Map.of("id", id(arguments), "result", "ok"))
                : Page.refused(404, "no such message in the queue");
    }

    private static String id(JsonObject arguments) throws IOException {
        return arguments.text("id").orElseThrow(() -> new IOException("id is missing"));
    }

    private static Map<String, Object> json(QueueVerbs.Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", entry.id());
        json.put("since", entry.since());
        json.put("sender", entry.sender());
        json.put("size", entry.size());
        json.put("held", entry.held());
        json.put("nextTry", entry.nextTry());
        json.put("recipients", entry.recipients().stream().map(QueuePages::json).toList());
        return json;
    }

    private static Map<String, Object> json(QueueVerbs.Recipient recipient) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", recipient.address());
        json.put("destination", recipient.destination());
        json.put("tries", recipient.tries());
        json.put("diagnostic", recipient.diagnostic());
        return json;
    }
}
