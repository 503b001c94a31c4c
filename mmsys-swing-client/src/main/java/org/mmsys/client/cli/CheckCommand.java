package org.mmsys.client.cli;

import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ConnectionState;
import picocli.CommandLine.Command;

/** Looks for mail, sends what waits, tells the server what was changed here. */
@Command(
        name = "check",
        description = "Sends what waits and fetches new mail.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail check && mmsys-mail list")
final class CheckCommand extends MailCommand {
    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        desk.wait(desk.service().flush(account.id()));
        int fetched = desk.wait(desk.service().check(account.id()));
        ConnectionState state = desk.service().connection(account.id());
        String server = state.server().map(Object::toString).orElse("");
        boolean backup = state.status() == ConnectionState.Status.ON_BACKUP;
        line(
                new JsonLine()
                        .with("new", fetched)
                        .with("server", server)
                        .with("backup", backup)
                        .with("tls", state.encrypted())
                        .with("foldersOnServer", state.foldersOnServer().orElse(false)),
                fetched + " new, from " + server + (backup ? " (the backup)" : ""));
        return Exit.OK;
    }
}
