package org.mmsys.client.ui;

import java.awt.event.ActionEvent;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.KeyStroke;
import org.mmsys.client.core.model.MessageRow;

/** The space bar in the list: it scrolls the message, and at its end goes to the next unread one. Event thread. */
final class PaneKeys {
    private PaneKeys() {}

    static void bind(MainFrame frame) {
        Walk walk = new Walk(frame.table(), frame.model());
        space(frame.table(), () -> {
            boolean reading = frame.reader().isVisible() && !frame.selected().isEmpty();
            if (!reading || !frame.reader().pageDown()) {
                walk.go(1, true, MessageRow::unread);
            }
        });
    }

    private static void space(JComponent component, Runnable run) {
        component.getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke("SPACE"), "read.on");
        component.getActionMap().put("read.on", new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        });
    }
}
