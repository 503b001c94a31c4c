package org.mmsys.client.ui;

import java.awt.Component;
import java.util.List;
import java.util.Optional;
import javax.swing.Icon;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTextField;
import net.miginfocom.swing.MigLayout;
import org.jspecify.annotations.Nullable;
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
        Object[] choices = {ok, Texts.of("dialog.cancel")};
        int answer = ask(owner, panel, title, null, choices, field);
        return answer == 0 && !field.getText().isBlank()
                ? Optional.of(field.getText().strip())
                : Optional.empty();
    }

    /** Asks with the caret in a field; the first choice is the default. Gives the number of the choice, or -1. */
    static int ask(
            @Nullable Component owner,
            JComponent content,
            String title,
            @Nullable Icon icon,
            Object[] choices,
            JComponent field) {
        JOptionPane pane =
                new JOptionPane(
                        content, JOptionPane.PLAIN_MESSAGE, JOptionPane.DEFAULT_OPTION, icon, choices, choices[0]) {
                    @Override
                    public void selectInitialValue() {
                        super.selectInitialValue();
                        field.requestFocusInWindow();
                    }
                };
        JDialog dialog = pane.createDialog(owner, title);
        dialog.setVisible(true);
        dialog.dispose();
        return List.of(choices).indexOf(String.valueOf(pane.getValue()));
    }
}
