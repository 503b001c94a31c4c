package org.mmsys.client.ui;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.write.RecipientField;

/** Asks to whom a message is to be sent on. What is wrong stands below the field; the window stays until it is right. Event thread. */
final class RedirectWindow {
    private static final int WIDTH = 520;

    private RedirectWindow() {}

    static void ask(JFrame owner, Desk desk, MessageRow row, Consumer<String> send) {
        JDialog dialog = new JDialog(owner, Texts.label("cmd.message.redirect").replace("…", ""), false);
        dialog.setName("redirect");
        RecipientField to =
                new RecipientField("redirect.to", typed -> desk.service().complete(typed, 8));
        JLabel words = new JLabel(Texts.of("redirect.text", shortened(row.subject())));
        JLabel hint = Forms.muted(Texts.of("redirect.hint"));
        hint.setName("redirect.hint");
        JButton ok = new JButton(Texts.of("redirect.ok"));
        ok.setName("redirect.ok");
        ok.addActionListener(pressed -> {
            Optional<String> trouble = to.objection();
            if (trouble.isPresent()) {
                hint.setText(trouble.get());
                hint.setForeground(Theme.color("Mms.state.offline"));
                to.focus();
                return;
            }
            dialog.dispose();
            send.accept(to.text());
        });
        JButton cancel = new JButton(Texts.of("dialog.cancel"));
        cancel.setName("redirect.cancel");
        cancel.addActionListener(pressed -> dialog.dispose());
        dialog.setContentPane(content(words, to.component(), hint, List.of(cancel, ok)));
        dialog.getRootPane().setDefaultButton(ok);
        dialog.getRootPane()
                .registerKeyboardAction(
                        pressed -> dialog.dispose(),
                        KeyStroke.getKeyStroke("ESCAPE"),
                        JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT);
        dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
        dialog.pack();
        dialog.setLocationRelativeTo(owner);
        dialog.setVisible(true);
        to.focus();
    }

    private static JPanel content(JLabel words, JComponent to, JLabel hint, List<JButton> buttons) {
        JPanel all =
                new JPanel(new MigLayout("insets 18, wrap 1, fillx", "[grow,fill," + WIDTH + "::]", "[]10[]6[]14[]"));
        all.add(words, "wmin 0");
        Surface field = new Surface(new MigLayout("insets 2 8 2 8, fillx", "[grow,fill]"), "Mms.paper");
        field.setBorder(Forms.line(true, true, true, true));
        field.add(to, "wmin 0, hmin " + Theme.px(34));
        all.add(field, "wmin 0");
        all.add(hint, "wmin 0");
        JPanel row = new JPanel(new MigLayout("insets 0, fillx, gap 8", "push[sg b][sg b]"));
        buttons.forEach(row::add);
        all.add(row);
        return all;
    }

    private static String shortened(String subject) {
        return subject.length() <= 60 ? subject : subject.substring(0, 57) + "…";
    }
}
