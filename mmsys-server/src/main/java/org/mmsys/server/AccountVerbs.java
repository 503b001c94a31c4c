package org.mmsys.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.accounts.AccountAdministration;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;

/** {@code /accounts/…}: what an administrator may do with the accounts of this server. */
final class AccountVerbs {
    private static final int RESOLVE_SECONDS = 12;

    private final AccountAdministration administration;
    private final Directory directory;
    private final String server;

    AccountVerbs(AccountAdministration administration, Directory directory, String server) {
        this.administration = administration;
        this.directory = directory;
        this.server = server;
    }

    List<AdminVerb> all() {
        List<String> name = List.of("name");
        return List.of(
                new AdminVerb("/accounts/list", List.of(), arguments -> list()),
                new AdminVerb("/accounts/create", name, this::create),
                new AdminVerb("/accounts/passwd", name, this::changePassword),
                new AdminVerb("/accounts/delete", name, this::delete),
                new AdminVerb("/accounts/where", name, this::where));
    }

    private Page list() {
        return Page.done(Map.of(
                "server",
                server,
                "accounts",
                administration.list().stream().map(AccountName::toString).toList()));
    }

    private Page create(JsonObject arguments) throws IOException, InterruptedException {
        String name = required(arguments, "name");
        Secret password = Secret.of(required(arguments, "password"));
        return page(name, administration.create(name, password, arguments.flag("overGrave")));
    }

    private Page changePassword(JsonObject arguments) throws IOException, InterruptedException {
        String name = required(arguments, "name");
        Secret password = Secret.of(required(arguments, "password"));
        Optional<Page> elsewhere = elsewhere(name);
        return elsewhere.isPresent() ? elsewhere.get() : page(name, administration.changePassword(name, password));
    }

    private Page delete(JsonObject arguments) throws IOException, InterruptedException {
        String name = required(arguments, "name");
        Optional<Page> elsewhere = elsewhere(name);
        return elsewhere.isPresent() ? elsewhere.get() : page(name, administration.delete(name));
    }

    /** An account is changed at its home: which that is, for one that lives at another server. */
    private Optional<Page> elsewhere(String name) {
        return directory
                .account(name)
                .flatMap(account -> directory.find(account) instanceof Home.There there
                        ? Optional.of(Page.refused(
                                409,
                                account + " lives on " + there.server()
                                        + ": ask a node of that server (--admin, --data)"))
                        : Optional.empty());
    }

    /** Asks the other servers when this one does not know. */
    private Page where(JsonObject arguments) throws IOException, InterruptedException {
        Optional<AccountName> account = directory.account(required(arguments, "name"));
        if (account.isEmpty()) {
            return Page.refused(404, "not the name of an account of this system");
        }
        CompletableFuture<Home> answer = new CompletableFuture<>();
        directory.resolve(account.get(), answer::complete);
        Home home;
        try {
            home = answer.get(RESOLVE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            home = new Home.Unsure();
        }
        return where(account.get(), home);
    }

    private Page where(AccountName account, Home home) {
        if (home instanceof Home.Nobody) {
            return Page.refused(404, account + " exists nowhere in the system");
        }
        if (home instanceof Home.Unsure) {
            return Page.refused(503, account + " is not known here, and not every other server could be asked");
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("account", account.toString());
        found.put("server", home instanceof Home.There there ? there.server() : server);
        found.put("here", home instanceof Home.Here);
        return Page.done(found);
    }

    private static Page page(String name, Result result) {
        return switch (result) {
            case OK -> Page.done(Map.of("account", name, "result", "ok"));
            case TAKEN -> Page.refused(409, "the name is taken, or belonged to an account deleted lately");
            case BAD_NAME -> Page.refused(404, "no such account here, or not a name that an account can have");
            case WEAK_PASSWORD ->
                Page.refused(400, "the password is empty or holds what no password may hold (RFC 4013)");
            case CLOSED, RATE, DENIED -> Page.refused(409, result.toString());
            case TRY_LATER -> Page.refused(503, "not possible now; try again");
        };
    }

    private static String required(JsonObject arguments, String name) throws IOException {
        return arguments.text(name).orElseThrow(() -> new IOException(name + " is missing"));
    }
}
