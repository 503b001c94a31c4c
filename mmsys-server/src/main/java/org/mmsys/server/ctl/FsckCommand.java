package org.mmsys.server.ctl;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mmsys.server.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mmsysctl fsck} */
@Command(
        name = "fsck",
        description = {
            "Reads every message of the node that serves and compares it with the checksum of its delivery; exit 2 when"
                    + " something is wrong. Mail goes on meanwhile.",
            "A missing file is damage and comes back from the other half. If it was deleted on purpose, by another"
                    + " program, say so with --accept-removals before that."
        })
final class FsckCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 500;

    @Mixin
    Talk talk = new Talk();

    @Option(names = "--repair", description = "Gets damaged and missing files from the other half of the pair.")
    boolean repair;

    @Option(
            names = "--compare",
            description = "Reads all files on both halves and proves that the trees are equal, file by file.")
    boolean compare;

    @Option(
            names = "--accept-removals",
            paramLabel = "ACCOUNT",
            defaultValue = "",
            description = "Takes the missing files of an account, NAME@DOMAIN, for deleted, on both halves.")
    String account = "";

    private final Desk desk;

    FsckCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Refusal, InterruptedException {
        if ((repair ? 1 : 0) + (compare ? 1 : 0) + (account.isEmpty() ? 0 : 1) > 1) {
            throw Refusal.usage("one of --repair, --compare and --accept-removals at a time");
        }
        if (!account.isEmpty()) {
            JsonObject answer = talk.post("/fsck/accept-removals", Map.of("account", account), desk.out());
            desk.unlessJson(
                    talk,
                    () -> desk.line(answer.number("removed").orElse(0L) + " messages of " + account + " removed"));
            return Mmsysctl.OK;
        }
        return run(compare ? "compare" : repair ? "repair" : "check");
    }

    private int run(String kind) throws Refusal, InterruptedException {
        boolean json = talk.json;
        talk.json = false; // only the last answer is printed
        JsonObject answer = talk.post("/fsck/start", Map.of("kind", kind), desk.out());
        long run = answer.number("run").orElse(0L);
        while (!answer.flag("over")) {
            Thread.sleep(LOOK_MILLIS);
            answer = talk.post("/fsck/show", Map.of(), desk.out());
            if (answer.number("run").orElse(0L) != run) {
                throw Refusal.refused("another run has begun since, or the node was started again");
            }
        }
        if (json) {
            talk.json = true;
            talk.post("/fsck/show", Map.of(), desk.out());
        } else {
            show(kind, answer);
        }
        return answer.flag("good") ? Mmsysctl.OK : Mmsysctl.REFUSED;
    }

    private void show(String kind, JsonObject answer) {
        answer.text("error").ifPresent(why -> desk.line("not done: " + why));
        answer.list("told").forEach(desk::line);
        line(answer, "accounts");
        line(answer, "messages");
        line(answer, "octets");
        if (kind.equals("compare")) {
            line(answer, "changed");
            line(answer, "sequence");
            text(answer, "rootHere");
            text(answer, "rootThere");
            line(answer, "differences");
            desk.line(answer.flag("good") ? "both trees are equal, file by file" : "the trees are NOT proven equal");
        } else {
            line(answer, "damaged");
            line(answer, "missing");
            line(answer, "repaired");
            desk.line(
                    answer.flag("good") ? "every file is what was delivered" : "some files are NOT what was delivered");
        }
    }

    private void line(JsonObject answer, String name) {
        answer.number(name).ifPresent(value -> desk.line(String.format(Locale.ROOT, "%-12s %d", name, value)));
    }

    private void text(JsonObject answer, String name) {
        answer.text(name).ifPresent(value -> desk.line(String.format(Locale.ROOT, "%-12s %s", name, value)));
    }
}
