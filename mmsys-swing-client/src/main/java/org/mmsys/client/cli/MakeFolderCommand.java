package org.mmsys.client.cli;

import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a folder. */
@Command(
        name = "mkdir",
        description = "Makes a folder: on the server if it keeps folders, else on this computer.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail mkdir Projects/MMSys")
final class MakeFolderCommand extends MailCommand {
    @Parameters(paramLabel = "FOLDER", description = "Its name; a slash puts one folder into another.")
    private String folder = "";

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        desk.check(account);
        Folder made = desk.wait(desk.service().createFolder(account.id(), folder));
        String place = made.place() == Folder.Place.SERVER ? "server" : "here";
        line(
                new JsonLine().with("folder", made.id().path()).with("kept", place),
                "made " + made.id().path() + (place.equals("here") ? " on this computer" : ""));
        return Exit.OK;
    }
}
