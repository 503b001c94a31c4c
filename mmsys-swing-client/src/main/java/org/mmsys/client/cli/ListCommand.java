package org.mmsys.client.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The messages of a folder. */
@Command(
        name = "list",
        description = "Lists the messages of a folder, oldest first: id, marks, date, size, from, subject.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail list Projects/MMSys --unread")
final class ListCommand extends MailCommand {
    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            defaultValue = Folder.INBOX,
            description = "The folder; INBOX if none is given.")
    private String folder = Folder.INBOX;

    @Option(names = "--offline", description = "As known on this computer, without asking the server.")
    private boolean offline;

    @Option(names = "--unread", description = "Unread messages only.")
    private boolean unread;

    @Option(names = "--limit", paramLabel = "N", description = "The latest N messages only.")
    private int limit = Integer.MAX_VALUE;

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        if (!offline) {
            desk.check(account);
        }
        Folder wanted = desk.folder(account, folder);
        List<MessageRow> rows = desk.wait(desk.service().rows(wanted.id())).stream()
                .filter(row -> !unread || row.unread())
                .toList();
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
        for (MessageRow row : rows.subList(Math.max(0, rows.size() - Math.max(0, limit)), rows.size())) {
            line(
                    json(row),
                    String.format(
                            Locale.ROOT,
                            "%s %s %s %8d  %-24.24s  %s",
                            row.key().id(),
                            marks(row),
                            format.format(row.date()),
                            row.sizeBytes(),
                            row.from(),
                            row.subject()));
        }
        return Exit.OK;
    }

    private static String marks(MessageRow row) {
        return (row.unread() ? "N" : "-")
                + (row.has(Mark.ANSWERED) ? "R" : "-")
                + (row.has(Mark.STARRED) ? "*" : "-")
                + (row.has(Mark.ATTACHMENT) ? "@" : "-");
    }

    static JsonLine json(MessageRow row) {
        return new JsonLine()
                .with("id", row.key().id())
                .with("folder", row.key().folder())
                .with("subject", row.subject())
                .with("from", row.from())
                .with("fromAddress", row.fromAddress())
                .with("to", row.to())
                .with("date", row.date())
                .with("octets", row.sizeBytes())
                .with("unread", row.unread())
                .with("answered", row.has(Mark.ANSWERED))
                .with("starred", row.has(Mark.STARRED))
                .with("attachment", row.has(Mark.ATTACHMENT));
    }
}
