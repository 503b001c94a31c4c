package org.mmsys.client.cli;

import java.util.ArrayList;
import java.util.List;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.MessageRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes messages. */
@Command(
        name = "rm",
        description = "Moves messages to the trash; from there, or with --for-ever, they are gone.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail rm 06F2A 06F2B --for-ever")
final class RemoveCommand extends MailCommand {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Their ids, as list shows them.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--for-ever", description = "Without the trash.")
    private boolean forEver;

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        desk.check(account);
        List<MessageRow> rows = desk.messages(account, ids);
        int count = desk.wait(
                desk.service().delete(rows.stream().map(MessageRow::key).toList(), forEver));
        desk.check(account);
        line(new JsonLine().with("deleted", count), "deleted " + count);
        return Exit.OK;
    }
}
