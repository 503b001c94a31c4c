package org.mmsys.client.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.wire.sasl.Secret;

/** A process for {@link KilledClientIT}: checks for mail, with deletion at the server, until it is killed. */
final class CheckForEver {
    private CheckForEver() {}

    public static void main(String[] arguments) throws InterruptedException {
        MailService service = MailEngine.open(EngineSettings.command(Path.of(arguments[0]), Asks.nobody()))
                .got()
                .orElseThrow();
        Endpoints server = Endpoints.of(Endpoint.parse(arguments[1]).orElseThrow());
        Account account = new Account(
                "ada",
                "ada",
                "ada@example.org",
                "",
                server,
                server,
                Optional.empty(),
                Account.Security.REQUIRED,
                new Account.Leave(Account.Leave.Policy.NEVER, 0),
                "",
                0);
        Call<Account> saved = service.saveAccount(account, Optional.of(Secret.of("secret")), Asks.KeepPassword.NOWHERE);
        saved.await(Duration.ofSeconds(30));
        while (true) {
            service.check("ada").await(Duration.ofSeconds(60));
        }
    }
}
