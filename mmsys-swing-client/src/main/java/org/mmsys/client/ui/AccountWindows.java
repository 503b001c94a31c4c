package org.mmsys.client.ui;

import java.util.Optional;
import javax.swing.JFrame;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.account.AccountDialog;
import org.mmsys.client.ui.account.Prefill;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;

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

    static void edit(JFrame owner, Desk desk, Account account) {
        new AccountDialog(owner, desk, Prefill.NONE, Optional.of(account)).setVisible(true);
    }
}
