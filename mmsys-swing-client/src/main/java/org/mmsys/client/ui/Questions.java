package org.mmsys.client.ui;

import java.awt.Component;
import java.util.Optional;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.event.AncestorEvent;
import javax.swing.event.AncestorListener;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Texts;

/** The few questions that must be answered now. The safe answer is the default. Event thread. */
final class Questions {
    private Questions() {}

    /** Asks before something that cannot be taken back; {@code command} names the title. */
    static boolean confirm(Component owner, String command, String text, String yes) {
        Object[] choices = {yes, Texts.of("dialog.cancel")};
        int answer = JOptionPane.showOptionDialog(
                owner,
                text,
                Texts.label("cmd." + command).replace("…", ""),
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.WARNING_MESSAGE,
                null,
                choices,
                choices[1]);
        return answer == 0;
    }

    /** Asks for a line of text; empty when the user does not want to give one. */
    static Optional<String> text(Component owner, String title, String label, String before, String ok) {
        JTextField field = new JTextField(before, 28);
        field.setName("question.text");
        field.selectAll();
        JPanel panel = new JPanel(new MigLayout("insets 0, wrap 1, fillx", "[grow,fill]", "[]4[]"));
        JLabel words = new JLabel(label);
        words.setLabelFor(field);
        panel.add(words);
        panel.add(field);
        field.addAncestorListener(new AncestorListener() {
            @Override
            public void ancestorAdded(AncestorEvent event) {
                field.requestFocusInWindow();
            }

            @Override
            public void ancestorRemoved(AncestorEvent event) {
                // It has gone.
            }

            @Override
            public void ancestorMoved(AncestorEvent event) {
                // Nothing to do.
            }
        });
        Object[] choices = {ok, Texts.of("dialog.cancel")};
        int answer = JOptionPane.showOptionDialog(
                owner, panel, title, JOptionPane.DEFAULT_OPTION, JOptionPane.PLAIN_MESSAGE, null, choices, choices[0]);
        return answer == 0 && !field.getText().isBlank()
                ? Optional.of(field.getText().strip())
                : Optional.empty();
    }
}
