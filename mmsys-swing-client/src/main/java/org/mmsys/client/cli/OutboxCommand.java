package org.mmsys.client.cli;

import java.util.List;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.OutboxEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What waits to be sent. */
@Command(
        name = "outbox",
        description = "Shows what waits to be sent, and tries again.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail outbox --retry")
final class OutboxCommand extends MailCommand {
    @Option(names = "--retry", description = "Tries all of it now, whatever became of it before.")
    private boolean retry;

    @Option(names = "--drop", paramLabel = "ID", description = "Takes one out, unsent.")
    private String drop = "";

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        if (!drop.isEmpty()) {
            desk.wait(desk.service().drop(drop));
        }
        if (retry) {
            for (OutboxEntry entry : mine(desk, account)) {
                desk.wait(desk.service().retry(entry.id()));
            }
        }
        List<OutboxEntry> left = mine(desk, account);
        for (OutboxEntry entry : left) {
            String why =
                    entry.lastProblem().map(p -> p.text() + " " + p.detail()).orElse("");
            line(
                    new JsonLine()
                            .with("id", entry.id())
                            .with("subject", entry.subject())
                            .with("recipients", entry.recipients())
                            .with("status", entry.status())
                            .with("attempts", entry.attempts())
                            .with("due", entry.dueAt())
                            .with("problem", why),
                    entry.id() + " " + entry.status() + " " + String.join(",", entry.recipients()) + "  "
                            + entry.subject() + (why.isEmpty() ? "" : "\n    " + why));
        }
        return retry && !left.isEmpty() ? Exit.PARTLY : Exit.OK;
    }

    private static List<OutboxEntry> mine(Desk desk, Account account) {
        return desk.service().outbox().stream()
                .filter(entry -> entry.account().equals(account.id()))
                .toList();
    }
}
