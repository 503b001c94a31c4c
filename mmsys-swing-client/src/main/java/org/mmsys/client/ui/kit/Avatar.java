package org.mmsys.client.ui.kit;

import java.awt.Component;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.Locale;
import javax.swing.Icon;
import javax.swing.UIManager;

/** The initials of a person on a disc; the same person always has the same colour. Event thread. */
public final class Avatar implements Icon {
    private static final int COLOURS = 8;

    private final String initials;
    private final int colour;
    private final int size;

    /** A disc for that name or address. */
    public Avatar(String name, String address, int size) {
        this.initials = initials(name.isBlank() ? address : name);
        this.colour = Math.floorMod(address.toLowerCase(Locale.ROOT).hashCode(), COLOURS) + 1;
        this.size = size;
    }

    static String initials(String name) {
        StringBuilder out = new StringBuilder();
        for (String word : name.strip().split("[\\s@._-]+", -1)) {
            int first = word.isEmpty() ? 0 : word.codePointAt(0);
            if (Character.isLetterOrDigit(first) && out.codePointCount(0, out.length()) < 2) {
                out.appendCodePoint(Character.toUpperCase(first));
            }
        }
        return out.isEmpty() ? "?" : out.toString();
    }

    @Override
    public void paintIcon(Component c, Graphics g, int x, int y) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        int width = getIconWidth();
        g2.setColor(Theme.color("Mms.avatar." + colour));
        g2.fillOval(x, y, width, width);
        g2.setColor(Theme.color("Mms.avatar.foreground"));
        g2.setFont(UIManager.getFont("defaultFont").deriveFont(Font.BOLD, width * 0.36f));
        FontMetrics metrics = g2.getFontMetrics();
        g2.drawString(
                initials,
                x + (width - metrics.stringWidth(initials)) / 2f,
                y + (width + metrics.getAscent() - metrics.getDescent()) / 2f);
        g2.dispose();
    }

    @Override
    public int getIconWidth() {
        return Theme.px(size);
    }

    @Override
    public int getIconHeight() {
        return Theme.px(size);
    }
}
