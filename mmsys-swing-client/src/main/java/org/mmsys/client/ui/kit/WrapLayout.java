package org.mmsys.client.ui.kit;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Insets;
import java.awt.LayoutManager;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;

/** Components in lines like words in a text; the last takes the rest of its line if it has a least width. Event thread. */
public final class WrapLayout implements LayoutManager {
    private final int gap;
    private final int lastMin;

    /** A gap between components, and the least width of the last, 0 to leave it as it is. */
    public WrapLayout(int gap, int lastMin) {
        this.gap = gap;
        this.lastMin = lastMin;
    }

    @Override
    public void addLayoutComponent(String name, Component component) {
        // Nothing to remember.
    }

    @Override
    public void removeLayoutComponent(Component component) {
        // Nothing to forget.
    }

    @Override
    public Dimension preferredLayoutSize(Container parent) {
        int width = parent.getWidth() > 0 ? parent.getWidth() : 10_000;
        return new Dimension(200, place(parent, width, false));
    }

    @Override
    public Dimension minimumLayoutSize(Container parent) {
        return new Dimension(80, place(parent, Math.max(80, parent.getWidth()), false));
    }

    @Override
    public void layoutContainer(Container parent) {
        if (place(parent, parent.getWidth(), true) != parent.getHeight() && parent instanceof JComponent component) {
            // The height was asked for before the width was known.
            SwingUtilities.invokeLater(component::revalidate);
        }
    }

    private int place(Container parent, int width, boolean really) {
        Insets in = parent.getInsets();
        int x = in.left;
        int y = in.top;
        int line = 0;
        int count = parent.getComponentCount();
        for (int i = 0; i < count; i++) {
            Component child = parent.getComponent(i);
            Dimension size = child.getPreferredSize();
            boolean last = i == count - 1;
            int wanted = Math.min(last && lastMin > 0 ? lastMin : size.width, width - in.left - in.right);
            if (x > in.left && x + wanted > width - in.right) {
                x = in.left;
                y += line + gap;
                line = 0;
            }
            if (really) {
                child.setBounds(x, y, last && lastMin > 0 ? width - in.right - x : wanted, size.height);
            }
            x += wanted + gap;
            line = Math.max(line, size.height);
        }
        return y + line + in.bottom;
    }
}
