package org.mmsys.client.cli;

import java.util.ArrayList;
import java.util.List;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves messages. */
@Command(
        name = "mv",
        description = "Moves messages to a folder.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail mv 06F2A 06F2B Projects/MMSys")
final class MoveCommand extends MailCommand {
    @Parameters(paramLabel = "ID... FOLDER", arity = "2..*", description = "The ids of messages, then the folder.")
    private List<String> words = new ArrayList<>();

    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        desk.check(account);
        Folder to = desk.folder(account, words.get(words.size() - 1));
        List<MessageRow> rows = desk.messages(account, words.subList(0, words.size() - 1));
        int count = desk.wait(
                        desk.service().move(rows.stream().map(MessageRow::key).toList(), to.id()))
                .size();
        desk.check(account);
        line(
                new JsonLine().with("moved", count).with("folder", to.id().path()),
                "moved " + count + " to " + to.id().path());
        return count == rows.size() ? Exit.OK : Exit.PARTLY;
    }
}
