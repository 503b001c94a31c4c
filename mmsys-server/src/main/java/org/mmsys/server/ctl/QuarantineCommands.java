package org.mmsys.server.ctl;

import java.util.Map;
import java.util.Optional;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmsysctl quarantine …} */
@Command(
        name = "quarantine",
        description =
                "Mail that only this half of a pair had when it came back, and that no sender was told was accepted.",
        synopsisSubcommandLabel = "list|show|deliver|purge")
final class QuarantineCommands {
    private final Desk desk;

    QuarantineCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "list", description = "All of it: id, when it came, size, for whom.")
    int list(@Mixin Talk talk) throws Refusal {
        JsonObject answer = talk.post("/quarantine/list", Map.of(), desk.out());
        desk.unlessJson(talk, () -> {
            desk.objects(answer, "messages").forEach(this::brief);
            if (answer.list("messages").isEmpty()) {
                desk.line("nothing in quarantine");
            }
        });
        return Mmsysctl.OK;
    }

    @Command(name = "show", description = "One message with its header.")
    int show(@Mixin Talk talk, @Parameters(paramLabel = "ID") String id) throws Refusal {
        JsonObject answer = talk.post("/quarantine/show", Map.of("id", id), desk.out());
        desk.unlessJson(talk, () -> {
            brief(answer);
            answer.list("header").forEach(line -> desk.line("  " + line));
        });
        return Mmsysctl.OK;
    }

    @Command(
            name = "deliver",
            description =
                    "Brings a message to its accounts after all. Its sender may have sent it again in the meantime: look.")
    int deliver(@Mixin Talk talk, @Parameters(paramLabel = "ID") String id) throws Refusal {
        talk.post("/quarantine/deliver", Map.of("id", id), desk.out());
        desk.unlessJson(talk, () -> desk.line(id + " delivered"));
        return Mmsysctl.OK;
    }

    @Command(name = "purge", description = "Throws a message away, or everything that has been there for some days.")
    int purge(
            @Mixin Talk talk,
            @Parameters(paramLabel = "ID", arity = "0..1", defaultValue = "") String id,
            @Option(
                            names = "--older-than",
                            paramLabel = "DAYS",
                            description = "Everything older than so many days; 0: all.")
                    Optional<Integer> days)
            throws Refusal {
        if (days.isPresent() != id.isEmpty()) {
            throw Refusal.usage("quarantine purge wants an ID or --older-than DAYS");
        }
        JsonObject answer = talk.post(
                "/quarantine/purge", days.isPresent() ? Map.of("days", days.get()) : Map.of("id", id), desk.out());
        desk.unlessJson(talk, () -> desk.line(answer.number("purged").orElse(0L) + " purged"));
        return Mmsysctl.OK;
    }

    private void brief(JsonObject message) {
        desk.line(message.text("id").orElse("") + "  " + message.text("since").orElse("") + "  "
                + message.number("size").orElse(0L) + "  " + message.list("recipients"));
    }
}
