package org.mmsys.client.ui.account;

import java.util.List;
import javax.swing.ButtonGroup;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JRadioButton;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;

/** Where the password is kept. Event thread. */
final class KeepFields extends JPanel {
    private final JRadioButton keyring = new JRadioButton(Texts.of("account.keep.keyring"), true);
    private final JRadioButton file = new JRadioButton(Texts.of("account.keep.file"));
    private final JRadioButton nowhere = new JRadioButton(Texts.of("account.keep.ask"));

    KeepFields() {
        super(new MigLayout("insets 0, gap 12 2", "[right,140::]10[][][]", "[center]"));
        ButtonGroup group = new ButtonGroup();
        JLabel label = Forms.label("account.keep", keyring);
        add(label);
        for (JRadioButton button : List.of(keyring, file, nowhere)) {
            group.add(button);
            add(button, "wmin 0");
            Commands.accessible(button, label.getText() + " " + button.getText());
        }
        keyring.setName("account.keep.keyring");
        file.setName("account.keep.file");
        nowhere.setName("account.keep.nowhere");
    }

    KeepPassword value() {
        return file.isSelected()
                ? KeepPassword.ENCRYPTED_FILE
                : nowhere.isSelected() ? KeepPassword.NOWHERE : KeepPassword.KEYRING;
    }
}
