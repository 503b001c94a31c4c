package org.mmsys.client.ui;

import java.util.Optional;
import javax.swing.JFrame;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.account.AccountDialog;
import org.mmsys.client.ui.account.Prefill;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;

/** Opens the account dialog and says how it ended. Event thread. */
final class AccountWindows {
    private AccountWindows() {}

    /** {@code prefill} is what the fields of a new account begin with: from the command line. */
    static void add(MainFrame owner, Desk desk, Prefill prefill, Notices notices) {
        AccountDialog dialog = new AccountDialog(owner, desk, prefill, Optional.empty());
        dialog.onSaved((account, words) -> {
            notices.say(words);
            owner.tree().select(new Folder.Id(account.id(), Folder.INBOX));
            owner.check();
        });
        dialog.setVisible(true);
    }

    /** Asks, and forgets an account with everything this computer has of it. */
    static void remove(MainFrame owner, Desk desk, Account account, Notices notices) {
        long waiting = desk.service().outbox().stream()
                .filter(entry -> entry.account().equals(account.id()))
                .count();
        String text = Texts.of("account.remove.text", account.address(), waiting);
        if (!Questions.confirm(owner, "account.remove", text, Texts.of("account.remove.ok"))) {
            return;
        }
        desk.executor()
                .then(
                        desk.service().removeAccount(account.id()),
                        gone -> {
                            notices.say(Texts.of("toast.account-removed", account.address()));
                            owner.view().forget();
                            desk.service().accounts().stream()
                                    .findFirst()
                                    .ifPresentOrElse(
                                            next -> owner.tree().select(new Folder.Id(next.id(), Folder.INBOX)),
                                            owner::addAccount);
                        },
                        owner::say);
    }

    static void edit(JFrame owner, Desk desk, Account account) {
        new AccountDialog(owner, desk, Prefill.NONE, Optional.of(account)).setVisible(true);
    }
}
