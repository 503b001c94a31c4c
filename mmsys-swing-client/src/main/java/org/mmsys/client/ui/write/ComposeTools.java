package org.mmsys.client.ui.write;

import java.awt.Component;
import java.awt.Toolkit;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import javax.swing.AbstractAction;
import javax.swing.Action;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JRootPane;
import javax.swing.KeyStroke;
import javax.swing.text.JTextComponent;
import javax.swing.undo.UndoManager;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** Tool bar, keys and the last question of a compose window. Event thread. */
final class ComposeTools {
    static final int KEEP = 0;
    static final int DISCARD = 1;
    static final int STAY = 2;

    private ComposeTools() {}

    static JComponent bar(Commands commands, JLabel status) {
        Surface bar = new Surface(
                new MigLayout("insets 6 12 6 16, fillx, gap 4 0", "[][][][]push[]", "[center,32:]"),
                "ToolBar.background");
        bar.setBorder(Forms.line(false, false, true, false));
        JButton send = new JButton(commands.get("compose.send"));
        send.setName("tool.compose.send");
        send.setIcon(Icons.tinted("send", 16, "Button.default.foreground"));
        Theme.style(send, "primary");
        bar.add(send, "gapright 8");
        bar.add(commands.tool("compose.attach"));
        bar.add(commands.tool("compose.save"));
        bar.add(commands.tool("compose.queue"));
        bar.add(status, "wmin 0");
        return bar;
    }

    static void bindEscape(JRootPane root, Action close) {
        root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(KeyStroke.getKeyStroke("ESCAPE"), "compose.close");
        root.getActionMap().put("compose.close", close);
    }

    static void bindUndo(JTextComponent text, UndoManager undo) {
        int menu = java.awt.GraphicsEnvironment.isHeadless()
                ? InputEvent.CTRL_DOWN_MASK
                : Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
        bind(text, KeyStroke.getKeyStroke(KeyEvent.VK_Z, menu), "undo", () -> {
            if (undo.canUndo()) {
                undo.undo();
            }
        });
        bind(text, KeyStroke.getKeyStroke(KeyEvent.VK_Z, menu | InputEvent.SHIFT_DOWN_MASK), "redo", () -> {
            if (undo.canRedo()) {
                undo.redo();
            }
        });
    }

    private static void bind(JTextComponent text, KeyStroke key, String name, Runnable run) {
        text.getInputMap(JComponent.WHEN_FOCUSED).put(key, "text." + name);
        text.getActionMap().put("text." + name, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        });
    }

    static int askToKeep(Component owner) {
        Object[] choices = {
            Texts.of("compose.close.keep"), Texts.of("compose.close.discard"), Texts.of("compose.close.cancel")
        };
        int answer = JOptionPane.showOptionDialog(
                owner,
                Texts.of("compose.close.text"),
                Texts.of("compose.close.title"),
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.QUESTION_MESSAGE,
                null,
                choices,
                choices[0]);
        return answer < 0 ? STAY : answer;
    }
}
