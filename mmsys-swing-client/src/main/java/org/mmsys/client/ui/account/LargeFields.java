package org.mmsys.client.ui.account;

import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;

/** Whether large messages are fetched with the others, or only when they are opened. Event thread. */
final class LargeFields extends JPanel {
    private static final int USUAL = 500;
    private static final int LARGEST = 1_000_000;
    private static final long KILO = 1024;

    private final JCheckBox later = new JCheckBox(Texts.of("account.large.later"));
    private final JSpinner kilo = new JSpinner(new SpinnerNumberModel(USUAL, 1, LARGEST, 100));

    LargeFields() {
        super(new MigLayout("insets 0, gap 10", "[right,140::]10[][][]", "[center]"));
        setOpaque(false);
        later.setName("account.large.later");
        kilo.setName("account.large.kilo");
        Commands.accessible(kilo, Texts.of("account.large.unit"));
        add(Forms.label("account.large", later));
        add(later);
        add(kilo);
        add(new JLabel(Texts.of("account.large.unit")));
        later.addActionListener(chosen -> kilo.setEnabled(later.isSelected()));
    }

    void set(Account account) {
        later.setSelected(account.headersFirstAbove() > 0);
        kilo.setEnabled(later.isSelected());
        if (later.isSelected()) {
            kilo.setValue((int) Math.max(1, Math.min(LARGEST, account.headersFirstAbove() / KILO)));
        }
    }

    /** The account with what stands here. */
    Account applied(Account account) {
        return account.fetchingLater(later.isSelected() ? ((Integer) kilo.getValue()) * KILO : 0);
    }
}
