package org.mmsys.client.ui.list;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import javax.swing.Icon;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Theme;

/** What stands before a subject: a dot for unread, an arrow for answered, the depth in its thread, and a chevron. Event thread. */
final class SubjectIcon implements Icon {
    private static final int GUTTER = 18;
    private static final int STEP = 16;

    private final Icon replied = Icons.of("replied", 14);
    private final Icon forwarded = Icons.of("forwarded", 14);
    private boolean unread;
    private boolean answered;
    private boolean passedOn;
    private int depth;
    private boolean threads;
    private int threadSize;
    private boolean collapsed;

    void set(boolean unread, boolean answered, boolean passedOn) {
        this.unread = unread;
        this.answered = answered;
        this.passedOn = passedOn;
    }

    void setThread(boolean threads, int depth, int threadSize, boolean collapsed) {
        this.threads = threads;
        this.depth = depth;
        this.threadSize = threadSize;
        this.collapsed = collapsed;
    }

    /** Where the chevron is, from the left edge of the icon; empty width when there is none. */
    static int chevronStart() {
        return Theme.px(GUTTER);
    }

    static int chevronEnd() {
        return Theme.px(GUTTER + STEP);
    }

    @Override
    public void paintIcon(Component c, Graphics g, int x, int y) {
        int height = getIconHeight();
        if (unread) {
            dot(g, x, y + height / 2);
        } else if (answered) {
            replied.paintIcon(c, g, x, y + (height - replied.getIconHeight()) / 2);
        } else if (passedOn) {
            forwarded.paintIcon(c, g, x, y + (height - forwarded.getIconHeight()) / 2);
        }
        if (threadSize > 1) {
            chevron(g, x + Theme.px(GUTTER), y + height / 2);
        } else if (depth > 0) {
            branch(g, x + Theme.px(GUTTER + STEP * depth), y + height / 2);
        }
    }

    private static Graphics2D smooth(Graphics g) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return g2;
    }

    private static void dot(Graphics g, int x, int middle) {
        Graphics2D g2 = smooth(g);
        g2.setColor(Theme.color("Mms.unread"));
        int size = Theme.px(8);
        g2.fillOval(x + Theme.px(2), middle - size / 2, size, size);
        g2.dispose();
    }

    private void chevron(Graphics g, int x, int middle) {
        Graphics2D g2 = smooth(g);
        g2.setColor(Theme.color("Mms.muted"));
        g2.setStroke(new BasicStroke(Theme.px(15) / 10f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        float u = Theme.px(10) / 10f;
        Path2D path = new Path2D.Float();
        if (collapsed) {
            path.moveTo(x + 3 * u, middle - 4 * u);
            path.lineTo(x + 7 * u, middle);
            path.lineTo(x + 3 * u, middle + 4 * u);
        } else {
            path.moveTo(x + u, middle - 2 * u);
            path.lineTo(x + 5 * u, middle + 2 * u);
            path.lineTo(x + 9 * u, middle - 2 * u);
        }
        g2.draw(path);
        g2.dispose();
    }

    private static void branch(Graphics g, int x, int middle) {
        Graphics2D g2 = smooth(g);
        Color line = Theme.color("Mms.faint");
        g2.setColor(new Color(line.getRed(), line.getGreen(), line.getBlue(), 140));
        float u = Theme.px(10) / 10f;
        g2.setStroke(new BasicStroke(u));
        Path2D path = new Path2D.Float();
        path.moveTo(x + 2 * u, middle - 6 * u);
        path.lineTo(x + 2 * u, middle);
        path.lineTo(x + 8 * u, middle);
        g2.draw(path);
        g2.dispose();
    }

    @Override
    public int getIconWidth() {
        return Theme.px(GUTTER + (threads ? STEP * (depth + 1) : 0));
    }

    @Override
    public int getIconHeight() {
        return Theme.px(16);
    }
}
