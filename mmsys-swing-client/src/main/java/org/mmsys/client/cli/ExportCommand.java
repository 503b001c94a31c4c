package org.mmsys.client.cli;

import java.nio.file.Path;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A folder as one file. */
@Command(
        name = "export",
        description = "Writes a folder as one mbox file.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail export INBOX inbox.mbox")
final class ExportCommand extends MailCommand {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "The folder.")
    private String folder = "";

    @Parameters(index = "1", paramLabel = "FILE.mbox", description = "The file; replaced when it is complete.")
    private Path file = Path.of("");

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        desk.check(account);
        Folder from = desk.folder(account, folder);
        int count = desk.wait(desk.service().export(from.id(), file));
        line(new JsonLine().with("exported", count).with("file", file), "exported " + count + " to " + file);
        return count == from.total() ? Exit.OK : Exit.PARTLY;
    }
}
