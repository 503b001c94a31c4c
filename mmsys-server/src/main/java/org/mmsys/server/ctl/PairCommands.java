package org.mmsys.server.ctl;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands about the pair that a node is half of. */
final class PairCommands {
    private PairCommands() {}

    /** {@code mmsysctl explain} */
    @Command(
            name = "explain",
            description =
                    "Why this node has the role it has: who decided, in which epoch, what was refused; the newest last.")
    static final class Explain implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Talk talk = new Talk();

        @Option(names = "--last", defaultValue = "50", description = "So many sentences at most; default 50.")
        int last;

        private final Desk desk;

        Explain(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal {
            JsonObject answer = talk.post("/pair/explain", Map.of("last", last), desk.out());
            desk.unlessJson(talk, () -> {
                desk.line(answer.text("now").orElse(""));
                answer.list("registry").forEach(sentence -> desk.line(String.valueOf(sentence)));
                desk.objects(answer, "reasons")
                        .forEach(each -> desk.line(each.text("at").orElse("") + "  "
                                + each.text("role").orElse("") + ", epoch "
                                + each.number("epoch").orElse(0L) + ": "
                                + each.text("why").orElse("")));
            });
            return Mmsysctl.OK;
        }
    }

    /** {@code mmsysctl switchover} */
    @Command(
            name = "switchover",
            description =
                    "Gives the office of the primary to the other half, if that has everything; clients may have to send"
                            + " again what was under way.")
    static final class Switchover implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Talk talk = new Talk();

        private final Desk desk;

        Switchover(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal {
            JsonObject answer = talk.post("/pair/switchover", Map.of(), desk.out());
            desk.unlessJson(talk, () -> desk.line("done: " + answer.text("why").orElse("the other half serves")));
            return Mmsysctl.OK;
        }
    }

    /** {@code mmsysctl force-primary|force-solo} */
    @Command(
            name = "force-primary",
            description = {
                "Makes this node the primary, whatever the record of the pair says. What only the other half has is lost to"
                        + " its users until somebody takes it out of quarantine there.",
                "Only when the other half will not come back soon: else wait for it."
            })
    static final class ForcePrimary implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Force force = new Force();

        private final Desk desk;

        ForcePrimary(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal {
            return force.say("primary", desk);
        }
    }

    /** {@code mmsysctl force-solo} */
    @Command(
            name = "force-solo",
            description =
                    "Makes the primary, which must be this node, go on without the other half, whatever the record says.")
    static final class ForceSolo implements java.util.concurrent.Callable<Integer> {
        @Mixin
        Force force = new Force();

        private final Desk desk;

        ForceSolo(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws Refusal {
            return force.say("solo", desk);
        }
    }

    /** What both have in common. */
    static final class Force {
        @Mixin
        Talk talk = new Talk();

        @Option(
                names = "--accept-loss",
                required = true,
                paramLabel = "REASON",
                description = "Why what the other half alone may have is given up; it is written into the record.")
        String reason = "";

        int say(String what, Desk desk) throws Refusal {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("what", what);
            arguments.put("reason", reason);
            JsonObject answer = talk.post("/pair/force", arguments, desk.out());
            desk.unlessJson(talk, () -> desk.line(answer.text("result").orElse("done")));
            return Mmsysctl.OK;
        }
    }
}
