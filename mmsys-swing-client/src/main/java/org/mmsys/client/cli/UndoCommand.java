package org.mmsys.client.cli;

import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Account;
import picocli.CommandLine.Command;

/** Takes back the last change. */
@Command(
        name = "undo",
        description =
                "Takes back the last move, deletion (to the trash) or mark, whether a command or the window made it.",
        footerHeading = "%nExample:%n",
        footer = "  mmsys-mail rm 06F2A && mmsys-mail undo")
final class UndoCommand extends MailCommand {
    @Override
    int run(Desk desk) throws Failure {
        Account account = desk.account();
        String what = desk.wait(desk.service().undo())
                .orElseThrow(() -> new Failure(Problem.of(Cause.GONE, "There is nothing to take back.")));
        desk.check(account);
        line(new JsonLine().with("undone", what), "taken back: " + what);
        return Exit.OK;
    }
}
