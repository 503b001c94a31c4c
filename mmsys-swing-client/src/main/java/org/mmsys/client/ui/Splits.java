package org.mmsys.client.ui;

import java.awt.Component;
import javax.swing.JSplitPane;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Theme;

/** Two parts of a window with a movable line between them. Event thread. */
final class Splits {
    private Splits() {}

    /** A split that leaves F6 and F8 to the window. */
    static JSplitPane of(String name, int direction, Component first, Component second) {
        JSplitPane pane = new JSplitPane(direction, true, first, second);
        pane.setName(name);
        pane.setBorder(null);
        pane.setDividerSize(Theme.px(5));
        KeyMap.release(pane, "F6", "shift F6", "F8");
        return pane;
    }
}
