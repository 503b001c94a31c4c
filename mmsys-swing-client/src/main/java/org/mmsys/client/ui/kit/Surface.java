package org.mmsys.client.ui.kit;

import java.awt.Color;
import java.awt.LayoutManager;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** A panel whose background is a named colour of the theme, also after the theme has changed. Event thread. */
public class Surface extends JPanel {
    private String colour;

    /** A panel with that layout on that colour. */
    public Surface(LayoutManager layout, String colour) {
        super(layout);
        this.colour = colour;
        setOpaque(true);
    }

    /** Paints on another colour from now on. */
    public final void setColour(String colour) {
        this.colour = colour;
        repaint();
    }

    @Override
    public Color getBackground() {
        Color named = colour == null ? null : UIManager.getColor(colour);
        return named == null ? super.getBackground() : named;
    }
}
