package org.mmsys.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.core.observe.Metrics;
import org.mmsys.core.queue.LaneView;
import org.mmsys.core.queue.QueueAdministration;
import org.mmsys.core.route.ClusterView;
import org.mmsys.core.route.ClusterView.NodeState;
import org.mmsys.core.route.Members;

/** How this server gets on with the others: who answers, whose accounts are known, what waits. Any thread; from memory. */
final class SystemState {
    private final Members members;
    private final AccountsModule accounts;
    private final ClusterView view;
    private final QueueAdministration queue;

    SystemState(Members members, AccountsModule accounts, ClusterView view, QueueAdministration queue) {
        this.members = members;
        this.accounts = accounts;
        this.view = view;
        this.queue = queue;
    }

    /** Why somebody should look; none when all is well. */
    List<String> concerns() {
        List<String> concerns = new ArrayList<>();
        members.others().stream()
                .filter(server -> !accounts.known(server))
                .forEach(
                        server -> concerns.add(server + " has not told lately which accounts it has: new names and mail"
                                + " for names not known here must wait"));
        accounts.doubled()
                .forEach((account, servers) ->
                        concerns.add(account + " exists twice, on " + String.join(" and ", servers) + ": delete one"));
        return concerns;
    }

    /** For the status page. */
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        Map<String, Boolean> known = new LinkedHashMap<>();
        members.others().forEach(server -> known.put(server, accounts.known(server)));
        details.put("accountsKnownOf", known);
        details.put("peers", view.snapshot().stream().map(SystemState::json).toList());
        QueueAdministration.Figures figures = queue.figures();
        Map<String, Object> waiting = new LinkedHashMap<>();
        waiting.put("messages", figures.messages());
        waiting.put("oldestSeconds", figures.oldest().toSeconds());
        waiting.put("running", figures.running());
        waiting.put(
                "destinations",
                figures.destinations().stream().map(SystemState::json).toList());
        details.put("queue", waiting);
        return details;
    }

    /** Shows the queue and the other servers in numbers: zeroes while nobody serves. */
    static void gauges(Metrics to, Members members, Supplier<Optional<SystemState>> now) {
        to.gauge(
                "queue.length",
                "Messages that wait for another server.",
                () -> now.get().map(state -> state.queue.figures().messages()).orElse(0));
        to.gauge(
                "queue.oldest.seconds",
                "Age of the oldest message that waits.",
                () -> now.get()
                        .map(state -> state.queue.figures().oldest().toSeconds())
                        .orElse(0L));
        members.others()
                .forEach(server -> to.gauge(
                        "server.known",
                        "1 while the accounts of that server are known.",
                        () -> now.get()
                                        .map(state -> state.accounts.known(server))
                                        .orElse(false)
                                ? 1
                                : 0,
                        new Metrics.Label("server", server)));
    }

    private static Map<String, Object> json(NodeState state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", state.node());
        json.put("service", NodeLines.word(state.service()));
        json.put("failures", state.failures());
        json.put("retryInSeconds", state.retryIn().toSeconds());
        json.put("why", state.why());
        return json;
    }

    private static Map<String, Object> json(LaneView lane) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("destination", QueuePages.name(lane.destination()));
        json.put("waiting", lane.waiting());
        json.put("running", lane.running());
        json.put("downForSeconds", lane.downFor().map(java.time.Duration::toSeconds));
        json.put("because", lane.because());
        return json;
    }
}
