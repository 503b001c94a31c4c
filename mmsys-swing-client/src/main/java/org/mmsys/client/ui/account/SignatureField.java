package org.mmsys.client.ui.account;

import javax.swing.JCheckBox;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;

/** What stands under everything one writes. Event thread. */
final class SignatureField extends JPanel {
    private static final int LINES = 3;

    private final JCheckBox above = new JCheckBox(Texts.of("account.signature.above"));
    private final JTextArea text = new JTextArea(LINES, 24);

    SignatureField() {
        super(new MigLayout("insets 0, fillx, gap 10 0", "[right,140::]10[grow,fill,0::]"));
        setOpaque(false);
        text.setName("account.signature");
        JScrollPane scroll = new JScrollPane(text);
        // Tab goes on to the next field: nobody needs one in a signature.
        text.setFocusTraversalKeys(java.awt.KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, null);
        text.setFocusTraversalKeys(java.awt.KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, null);
        add(Forms.label("account.signature", text), "aligny top, gaptop 4");
        add(scroll, "wmin 0, wrap");
        above.setName("account.signature.above");
        add(above, "skip 1, gaptop 4");
    }

    void set(Account account) {
        above.setSelected(account.signatureAbove());
        text.setText(account.signature());
        text.setCaretPosition(0);
    }

    /** The account with what stands here. */
    Account applied(Account account) {
        return account.with(account.fullName(), text.getText().stripTrailing(), account.leave())
                .signing(above.isSelected());
    }
}
