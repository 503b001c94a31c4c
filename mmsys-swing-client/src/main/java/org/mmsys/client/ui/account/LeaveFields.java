package org.mmsys.client.ui.account;

import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;

/** What becomes of mail on a server without folders; in the words of what happens to it. Event thread. */
final class LeaveFields extends JPanel {
    private final JComboBox<String> policy = new JComboBox<>();
    private final JSpinner days = new JSpinner(new SpinnerNumberModel(14, 1, 3650, 1));
    private final JLabel unit = new JLabel(Texts.of("account.leave.unit"));

    LeaveFields() {
        super(new MigLayout("insets 0, gap 10, hidemode 3", "[][][][]", "[center]"));
        setOpaque(false);
        policy.setName("account.leave");
        policy.addItem(Texts.of("account.leave.always"));
        policy.addItem(Texts.of("account.leave.some"));
        policy.addItem(Texts.of("account.leave.never"));
        days.setName("account.leave.days");
        Commands.accessible(days, Texts.of("account.leave.unit"));
        add(Forms.label("account.leave", policy));
        add(policy);
        add(days);
        add(unit);
        policy.addActionListener(chosen -> refresh());
        refresh();
    }

    private void refresh() {
        boolean some = policy.getSelectedIndex() == 1;
        days.setVisible(some);
        unit.setVisible(some);
    }

    void set(Leave leave) {
        policy.setSelectedIndex(
                switch (leave.policy()) {
                    case UNTIL_DELETED -> 0;
                    case DAYS -> 1;
                    case NEVER -> 2;
                });
        if (leave.days() > 0) {
            days.setValue(leave.days());
        }
        refresh();
    }

    Leave value() {
        return switch (policy.getSelectedIndex()) {
            case 1 -> new Leave(Leave.Policy.DAYS, (Integer) days.getValue());
            case 2 -> new Leave(Leave.Policy.NEVER, 0);
            default -> Leave.UNTIL_DELETED;
        };
    }
}
