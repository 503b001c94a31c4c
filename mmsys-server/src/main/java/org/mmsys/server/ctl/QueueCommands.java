package org.mmsys.server.ctl;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmsysctl queue …} */
@Command(
        name = "queue",
        description = "Mail that waits at this server for another one.",
        synopsisSubcommandLabel = "list|show|retry|hold|release|drop")
final class QueueCommands {
    private final Desk desk;

    QueueCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(
            name = "list",
            description = "The messages that wait, the oldest first: id, since when, size, sender, recipients.")
    int list(
            @Mixin Talk talk,
            @Option(
                            names = "--destination",
                            defaultValue = "",
                            paramLabel = "NAME",
                            description = "Only those for this server or domain.")
                    String destination,
            @Option(
                            names = "--sender",
                            defaultValue = "",
                            paramLabel = "TEXT",
                            description = "Only those whose sender has this in its address; <> for reports.")
                    String sender,
            @Option(names = "--limit", defaultValue = "1000", description = "So many at most; default 1000.") int limit)
            throws Refusal {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("limit", limit);
        if (!destination.isEmpty()) {
            arguments.put("destination", destination);
        }
        if (!sender.isEmpty()) {
            arguments.put("sender", sender);
        }
        JsonObject answer = talk.post("/queue/list", arguments, desk.out());
        desk.unlessJson(talk, () -> {
            desk.objects(answer, "messages").forEach(this::brief);
            long length = answer.number("length").orElse(0L);
            desk.line(length == 0 ? "the queue is empty" : length + " in the queue");
        });
        return Mmsysctl.OK;
    }

    @Command(name = "show", description = "One message, with what was said at the last try for each destination.")
    int show(@Mixin Talk talk, @Parameters(paramLabel = "ID") String id) throws Refusal {
        JsonObject answer = talk.post("/queue/show", Map.of("id", id), desk.out());
        desk.unlessJson(talk, () -> {
            brief(answer);
            desk.objects(answer, "attempts").forEach(this::attempt);
        });
        return Mmsysctl.OK;
    }

    @Command(name = "retry", description = "Tries a message at once, or all that are not held.")
    int retry(
            @Mixin Talk talk,
            @Parameters(paramLabel = "ID", arity = "0..1", defaultValue = "") String id,
            @Option(names = "--all", description = "Every message that is not held.") boolean all)
            throws Refusal {
        if (all != id.isEmpty()) {
            throw Refusal.usage("queue retry wants an ID or --all");
        }
        JsonObject answer = talk.post("/queue/retry", all ? Map.of("all", true) : Map.of("id", id), desk.out());
        desk.unlessJson(
                talk, () -> desk.line(all ? answer.number("tried").orElse(0L) + " tried" : id + " is tried now"));
        return Mmsysctl.OK;
    }

    @Command(name = "hold", description = "Keeps a message in the queue without trying it.")
    int hold(@Mixin Talk talk, @Parameters(paramLabel = "ID") String id) throws Refusal {
        return plain(talk, "/queue/hold", Map.of("id", id), id + " is held; queue release lets it go");
    }

    @Command(name = "release", description = "Lets a held message be tried again.")
    int release(@Mixin Talk talk, @Parameters(paramLabel = "ID") String id) throws Refusal {
        return plain(talk, "/queue/release", Map.of("id", id), id + " is released");
    }

    @Command(name = "drop", description = "Takes a message out of the queue for good; its sender gets a report.")
    int drop(
            @Mixin Talk talk,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--silent", description = "Without a report to the sender.") boolean silent)
            throws Refusal {
        return plain(talk, "/queue/drop", Map.of("id", id, "silent", silent), id + " is dropped");
    }

    private int plain(Talk talk, String path, Map<String, ?> arguments, String said) throws Refusal {
        talk.post(path, arguments, desk.out());
        desk.unlessJson(talk, () -> desk.line(said));
        return Mmsysctl.OK;
    }

    private void brief(JsonObject message) {
        desk.line(message.text("id").orElse("") + "  " + message.text("since").orElse("") + "  "
                + message.number("size").orElse(0L) + "  <"
                + message.text("sender").orElse("") + ">  "
                + message.list("waiting") + (message.flag("held") ? "  held" : "")
                + (message.flag("damaged") ? "  body lost" : ""));
    }

    private void attempt(JsonObject job) {
        desk.line("  for " + job.text("destination").orElse("a destination not known yet") + ": "
                + job.text("state").orElse("") + ", tries "
                + job.number("attempts").orElse(0L)
                + job.number("dueInSeconds")
                        .map(seconds -> ", next in " + seconds + " s")
                        .orElse("")
                + job.text("said").map(said -> ", said: " + said).orElse(""));
    }
}
