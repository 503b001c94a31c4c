package org.mmsys.client.cli;

import java.util.Locale;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The folders of an account. */
@Command(
        name = "folders",
        description = "Lists the folders: messages, unread, octets, where they are kept, name.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail folders --json")
final class FoldersCommand extends MailCommand {
    @Option(names = "--offline", description = "As known on this computer, without asking the server.")
    private boolean offline;

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        if (!offline) {
            desk.check(account);
        }
        for (Folder folder : desk.service().folders(account.id())) {
            String place = folder.place() == Folder.Place.SERVER ? "server" : "here";
            line(
                    new JsonLine()
                            .with("folder", folder.id().path())
                            .with("messages", folder.total())
                            .with("unread", folder.unread())
                            .with("octets", folder.octets())
                            .with("kept", place),
                    String.format(
                            Locale.ROOT,
                            "%6d %6d %10d  %-6s  %s",
                            folder.total(),
                            folder.unread(),
                            folder.octets(),
                            place,
                            folder.id().path()));
        }
        return Exit.OK;
    }
}
