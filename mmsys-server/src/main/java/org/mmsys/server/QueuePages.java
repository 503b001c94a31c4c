package org.mmsys.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.JobView;
import org.mmsys.core.queue.QueueAdministration;
import org.mmsys.core.queue.QueueAdministration.Entry;
import org.mmsys.core.queue.QueueAdministration.Filter;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

/** {@code /queue/…}: mail that waits for another server. */
final class QueuePages {
    private static final long LISTED = 1000;
    private static final long LISTED_MAX = 10_000;

    private final QueueAdministration queue;

    QueuePages(QueueAdministration queue) {
        this.queue = queue;
    }

    /** Something done to one message; whether it could be. */
    private interface Deed {
        boolean to(Guid id) throws InterruptedException;
    }

    List<AdminVerb> all() {
        List<String> id = List.of("id");
        return List.of(
                new AdminVerb("/queue/list", List.of("destination", "sender"), this::list),
                new AdminVerb("/queue/show", id, this::show),
                new AdminVerb("/queue/retry", id, this::retry),
                new AdminVerb("/queue/hold", id, arguments -> done(arguments, queue::hold)),
                new AdminVerb("/queue/release", id, arguments -> done(arguments, queue::release)),
                new AdminVerb(
                        "/queue/drop",
                        id,
                        arguments -> done(arguments, message -> queue.drop(message, !arguments.flag("silent")))));
    }

    private Page list(JsonObject arguments) {
        long limit = Math.max(1, Math.min(LISTED_MAX, arguments.number("limit").orElse(LISTED)));
        Filter filter = new Filter(arguments.text("destination"), arguments.text("sender"), Optional.empty());
        return Page.done(Map.of(
                "messages",
                queue.list(filter, (int) limit).stream().map(QueuePages::json).toList(),
                "length",
                queue.figures().messages()));
    }

    private Page show(JsonObject arguments) throws IOException {
        return queue.find(id(arguments))
                .map(entry -> Page.done(json(entry)))
                .orElseGet(() -> Page.refused(404, "no such message in the queue"));
    }

    private Page retry(JsonObject arguments) throws IOException, InterruptedException {
        if (!arguments.flag("all")) {
            return done(arguments, queue::retry);
        }
        long tried = queue.list(Filter.ALL, (int) LISTED_MAX).stream()
                .filter(entry -> !entry.held())
                .filter(entry -> queue.retry(entry.id()))
                .count();
        return Page.done(Map.of("tried", tried));
    }

    private Page done(JsonObject arguments, Deed deed) throws IOException, InterruptedException {
        Guid id = id(arguments);
        if (queue.find(id).isEmpty()) {
            return Page.refused(404, "no such message in the queue");
        }
        return deed.to(id)
                ? Page.done(Map.of("id", id.text(), "result", "ok"))
                : Page.refused(409, "not possible as the message is now: queue show tells how it is");
    }

    private static Guid id(JsonObject arguments) throws IOException {
        String text = arguments.text("id").orElseThrow(() -> new IOException("id is missing"));
        if (!Guid.valid(text)) {
            throw new IOException("id must be a whole queue id, as queue list shows it");
        }
        return new Guid(text);
    }

    private static Map<String, Object> json(Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", entry.id().text());
        json.put("since", entry.arrived());
        json.put("ageSeconds", entry.age().toSeconds());
        json.put("sender", entry.sender().orElse(""));
        json.put("size", entry.size());
        json.put("held", entry.held());
        json.put("damaged", entry.damaged());
        json.put("waiting", entry.waiting());
        json.put("recipients", entry.recipients());
        json.put("attempts", entry.attempts().stream().map(QueuePages::json).toList());
        return json;
    }

    private static Map<String, Object> json(JobView job) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("destination", job.destination().map(QueuePages::name));
        json.put("state", job.state());
        json.put("attempts", job.attempts());
        json.put("dueInSeconds", job.dueIn().map(java.time.Duration::toSeconds));
        json.put("said", job.said());
        return json;
    }

    static String name(Destination to) {
        return to instanceof Destination.Server server ? server.name() : ((Destination.Domain) to).name();
    }
}
