package org.mmsys.client.ui.read;

import java.awt.Color;
import java.awt.Component;
import javax.swing.BorderFactory;
import javax.swing.JScrollBar;
import javax.swing.JScrollPane;
import javax.swing.JViewport;
import javax.swing.UIManager;
import org.mmsys.client.ui.kit.Theme;

/** The scroll pane of a body view: no border, never jumps to the end, pages by the space bar. Event thread. */
final class ReaderScroll extends JScrollPane {
    ReaderScroll(Component view) {
        super(view);
        setBorder(BorderFactory.createEmptyBorder());
        getVerticalScrollBar().setUnitIncrement(Theme.px(18));
    }

    @Override
    protected JViewport createViewport() {
        return new JViewport() {
            @Override
            public Color getBackground() {
                Color paper = UIManager.getColor("Mms.paper");
                return paper == null ? super.getBackground() : paper;
            }
        };
    }

    /** One page down; false when the end was already on the screen. */
    boolean pageDown() {
        JScrollBar bar = getVerticalScrollBar();
        int last = bar.getMaximum() - bar.getVisibleAmount();
        if (bar.getValue() >= last) {
            return false;
        }
        bar.setValue(Math.min(last, bar.getValue() + bar.getBlockIncrement(1) - Theme.px(24)));
        return true;
    }
}
