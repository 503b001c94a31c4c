package org.mmsys.server.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mmsys.server.json.JsonObject;
import org.mmsys.wire.sasl.Secret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmsysctl account …} */
@Command(
        name = "account",
        description = "Accounts whose home is this server. Passwords are asked for, or come by standard input.",
        synopsisSubcommandLabel = "list|create|passwd|delete|where")
final class AccountCommands {
    private final Desk desk;

    AccountCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "list", description = "All accounts of this server.")
    int list(@Mixin Talk talk) throws Refusal {
        JsonObject answer = talk.post("/accounts/list", Map.of(), desk.out());
        desk.unlessJson(talk, () -> answer.list("accounts").forEach(desk::line));
        return Mmsysctl.OK;
    }

    @Command(name = "create", description = "Makes an account on this server.")
    int create(
            @Mixin Talk talk,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--over-grave",
                            description = "Also a name that belonged to an account deleted in the last 180 days.")
                    boolean overGrave)
            throws Refusal {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("name", name);
        arguments.put("password", password(name).reveal());
        arguments.put("overGrave", overGrave);
        talk.post("/accounts/create", arguments, desk.out());
        desk.unlessJson(talk, () -> desk.line(name + " created"));
        return Mmsysctl.OK;
    }

    @Command(name = "passwd", description = "Sets the password of an account.")
    int passwd(@Mixin Talk talk, @Parameters(paramLabel = "NAME") String name) throws Refusal {
        talk.post(
                "/accounts/passwd",
                Map.of("name", name, "password", password(name).reveal()),
                desk.out());
        desk.unlessJson(talk, () -> desk.line("password of " + name + " set"));
        return Mmsysctl.OK;
    }

    @Command(
            name = "delete",
            description = "Deletes an account; its mail is put aside, its name stays taken for 180 days.")
    int delete(@Mixin Talk talk, @Parameters(paramLabel = "NAME") String name) throws Refusal {
        talk.post("/accounts/delete", Map.of("name", name), desk.out());
        desk.unlessJson(talk, () -> desk.line(name + " deleted"));
        return Mmsysctl.OK;
    }

    @Command(name = "where", description = "Says which server of the system is the home of an account.")
    int where(@Mixin Talk talk, @Parameters(paramLabel = "NAME") String name) throws Refusal {
        JsonObject answer = talk.post("/accounts/where", Map.of("name", name), desk.out());
        desk.unlessJson(
                talk,
                () -> desk.line(answer.text("account").orElse(name) + " is at "
                        + answer.text("server").orElse("?") + (answer.flag("here") ? " (this server)" : "")));
        return Mmsysctl.OK;
    }

    private Secret password(String account) throws Refusal {
        try {
            Optional<Secret> password = desk.passwords().fresh(account);
            return password.orElseThrow(() -> Refusal.usage("no password, or two different ones"));
        } catch (IOException broken) {
            throw Refusal.usage("the password cannot be read: " + broken.getMessage());
        }
    }
}
