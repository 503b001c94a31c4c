package org.mmsys.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.node.Explanations.Said;
import org.mmsys.replica.node.PairNode.Switched;
import org.mmsys.replica.node.PairStatus;
import org.mmsys.replica.pair.Half;
import org.mmsys.replica.pair.InSync;
import org.mmsys.replica.pair.PairRecord;
import org.mmsys.replica.pair.PairRole;
import org.mmsys.replica.pair.RecordVersion;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;

/** {@code /pair/…} and what the status page says of the pair. Any thread. */
final class PairPages {
    private static final long SAID_MAX = 200;

    private final PairDesk desk;
    private final NodeName self;
    private final NodeName partner;

    PairPages(PairDesk desk, NodeName self, NodeName partner) {
        this.desk = desk;
        this.self = self;
        this.partner = partner;
    }

    List<AdminVerb> all() {
        return List.of(
                new AdminVerb("/pair/explain", List.of(), this::explain),
                new AdminVerb("/pair/switchover", List.of(), arguments -> switchover()),
                new AdminVerb("/pair/force", List.of("what", "reason"), this::force));
    }

    /** What this node is, in the word of the {@code ready} line. */
    String role() {
        PairRole role = desk.status().role();
        if (role.isPrimary()) {
            return "primary";
        }
        return role == PairRole.STARTING ? "waiting" : "backup";
    }

    /** For the status page. */
    Map<String, Object> details() {
        PairStatus status = desk.status();
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("role", word(status.role()));
        pair.put("since", status.since());
        pair.put("epoch", status.promise());
        pair.put("copies", status.copies());
        pair.put("lag", status.lag());
        pair.put("written", status.written());
        pair.put("committed", status.committed());
        pair.put("partner", partner.toString());
        pair.put("connectedSince", status.linkUpSince());
        pair.put("partnerDurable", status.partnerDurable());
        pair.put("partnerApplied", status.partnerApplied());
        pair.put("held", status.held());
        pair.put("registry", desk.registry().voters());
        pair.put("record", status.record().map(this::json));
        return pair;
    }

    /** Why somebody should look; none when all is well. */
    List<String> concerns() {
        PairStatus status = desk.status();
        List<String> concerns = new ArrayList<>();
        if (status.role() == PairRole.PRIMARY_SOLO) {
            concerns.add("solo: new mail is on this disk only, until " + partner + " has caught up");
        }
        if (status.role() == PairRole.STARTING || status.role() == PairRole.FENCED) {
            concerns.add("serves nobody: " + newest());
        }
        if (status.role() == PairRole.JOINING) {
            concerns.add("not in sync: " + newest());
        }
        if (status.linkUpSince().isEmpty()) {
            concerns.add("no connection to " + partner);
        }
        if (status.full()) {
            concerns.add("this half of the pair has no room for new mail");
        }
        status.held().ifPresent(why -> concerns.add("new mail waits: " + why));
        concerns.addAll(desk.registry().concerns());
        return concerns;
    }

    private String newest() {
        List<Said> said = desk.explanations();
        return said.isEmpty()
                ? "the record of the pair has not been read yet"
                : said.get(said.size() - 1).explanation().sentence();
    }

    private Page explain(JsonObject arguments) {
        long last = Math.max(1, Math.min(SAID_MAX, arguments.number("last").orElse(SAID_MAX)));
        List<Said> said = desk.explanations();
        List<Map<String, Object>> reasons = said.stream()
                .skip(Math.max(0, said.size() - last))
                .map(PairPages::json)
                .toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("now", now());
        answer.put("registry", desk.registry().explain());
        answer.put("reasons", reasons);
        return Page.done(answer);
    }

    /** What this node is, in one sentence. */
    private String now() {
        PairStatus status = desk.status();
        String record = status.record()
                .map(found -> "the record of version " + found.version() + " names "
                        + name(found.record().primary()) + " in epoch "
                        + found.record().epoch() + ", in sync "
                        + (found.record().inSync() == InSync.BOTH ? "are both" : "is only one") + ", because: "
                        + found.record().reason())
                .orElse("no record was read yet");
        Duration since = Duration.between(status.since(), Instant.now());
        return self + " is " + word(status.role()) + " for " + since.toSeconds() + " s; " + record;
    }

    private Page switchover() throws InterruptedException {
        Switched switched = desk.switchover();
        return switched.moved()
                ? Page.done(Map.of("result", "ok", "why", switched.sentence()))
                : Page.refused(409, switched.sentence());
    }

    private Page force(JsonObject arguments) throws IOException, InterruptedException {
        String what = arguments.text("what").orElse("");
        String reason = arguments.text("reason").orElse("").strip();
        if (reason.isEmpty() || !(what.equals("primary") || what.equals("solo"))) {
            throw new IOException("what must be primary or solo, and a reason is required");
        }
        try {
            return Page.done(Map.of("result", desk.force(what.equals("primary"), reason)));
        } catch (IOException notPossible) {
            return Page.refused(409, String.valueOf(notPossible.getMessage()));
        }
    }

    private Map<String, Object> json(RecordVersion found) {
        PairRecord record = found.record();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", found.version());
        json.put("epoch", record.epoch());
        json.put("primary", name(record.primary()));
        json.put(
                "inSync",
                record.inSync() == InSync.BOTH
                        ? List.of(name(Half.A), name(Half.B))
                        : List.of(name(record.inSync().contains(Half.A) ? Half.A : Half.B)));
        json.put("reason", record.reason());
        return json;
    }

    private String name(Half half) {
        return self.server() + (half == Half.A ? "/primary" : "/backup");
    }

    private static Map<String, Object> json(Said said) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", said.at());
        json.put("role", word(said.explanation().role()));
        json.put("epoch", said.explanation().epoch());
        json.put("why", said.explanation().sentence());
        return json;
    }

    private static String word(PairRole role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether clients can be passed on to the other half. */
    Optional<String> notReady(boolean serving) {
        PairStatus status = desk.status();
        boolean relays = !status.role().isPrimary() && status.linkUpSince().isPresent();
        return serving || relays
                ? Optional.empty()
                : Optional.of("nobody is known to serve: " + word(status.role()) + ", " + newest());
    }
}
