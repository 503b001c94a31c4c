package org.mmsys.server.ctl;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mmsys.server.json.Json;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Commands about a node as a whole. */
final class NodeCommands {
    private NodeCommands() {}

    /** {@code mmsysctl status} */
    @Command(name = "status", description = "How the node is; exit 2 when somebody should look.")
    static final class Status implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Talk talk = new Talk();

        private final Desk desk;

        Status(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal, IOException {
            AdminClient.Answer answer = talk.get("/status");
            if (!answer.ok()) {
                throw Refusal.refused(answer.error());
            }
            JsonObject status = answer.json();
            if (talk.json) {
                desk.line(answer.text().strip());
            } else if (Json.read(answer.text()) instanceof Map<?, ?> members) {
                members.forEach((name, value) -> show(String.valueOf(name), value));
            }
            return status.list("degraded").isEmpty() ? Mmsysctl.OK : Mmsysctl.REFUSED;
        }

        private void show(String name, Object value) {
            if (value instanceof List<?> several) {
                several.forEach(each -> show(name, each));
            } else {
                desk.line(String.format(Locale.ROOT, "%-18s %s", name, written(value)));
            }
        }

        /** For people: an object in words, {@code s2/primary smtp failures 1, why connection refused}. */
        private static String written(Object value) {
            if (value instanceof Map<?, ?> members) {
                return members.entrySet().stream()
                        .filter(member -> !nothing(member.getValue()))
                        .map(member -> member.getKey() + " " + written(member.getValue()))
                        .collect(Collectors.joining(", "));
            }
            if (value instanceof List<?> several) {
                return several.stream().map(Status::written).collect(Collectors.joining("; "));
            }
            return nothing(value) ? "-" : String.valueOf(value);
        }

        private static boolean nothing(Object value) {
            return value instanceof Optional<?> || value.equals("") || value instanceof List<?> none && none.isEmpty();
        }
    }

    /** {@code mmsysctl trace ID} */
    @Command(
            name = "trace",
            description =
                    "The way of a message or a session through this node, from its log, and which server to ask next.")
    static final class Trace implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Talk talk = new Talk();

        @Parameters(
                paramLabel = "ID",
                description = "A queue id or session id, from a reply, a Received line or the log.")
        String id = "";

        private final Desk desk;

        Trace(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal {
            JsonObject answer = talk.post("/trace", Map.of("id", id), desk.out());
            desk.unlessJson(talk, () -> {
                answer.list("lines").forEach(desk::line);
                if (answer.flag("cut")) {
                    desk.line("… and more");
                }
                answer.list("next")
                        .forEach(server -> desk.line(
                                "ask " + server + " next: mmsysctl --data … trace with one of " + answer.list("ids")));
            });
            return Mmsysctl.OK;
        }
    }
}
