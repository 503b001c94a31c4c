package org.mmsys.client.ui.kit;

import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.UIManager;
import javax.swing.border.Border;

/** Small pieces of forms: a label that belongs to its field, lines, texts that wrap. Event thread. */
public final class Forms {
    private Forms() {}

    /** Adds a label and its field to a form of two columns: mnemonic, target and accessible name are set. */
    public static JLabel row(JPanel form, String key, JComponent field, String constraint) {
        JLabel label = label(key, field);
        form.add(label);
        form.add(field, constraint);
        return label;
    }

    /** The label of a field; an ampersand in its text marks the mnemonic. */
    public static JLabel label(String key, Component field) {
        String text = Texts.of(key);
        JLabel label = new JLabel(text.replace("&", ""));
        label.setName("label." + key);
        label.setLabelFor(field);
        int mark = text.indexOf('&');
        if (mark >= 0 && mark + 1 < text.length()) {
            label.setDisplayedMnemonic(Character.toUpperCase(text.charAt(mark + 1)));
            label.setDisplayedMnemonicIndex(mark);
        }
        field.getAccessibleContext().setAccessibleName(text.replace("&", ""));
        return label;
    }

    /** A label in the quiet colour. */
    public static JLabel muted(String text) {
        JLabel label = new JLabel(text) {
            @Override
            public Color getForeground() {
                Color muted = UIManager.getColor("Mms.muted");
                return muted == null ? super.getForeground() : muted;
            }
        };
        return label;
    }

    /** A scroll pane without a border. */
    public static JScrollPane scroll(Component view) {
        JScrollPane pane = new JScrollPane(view);
        pane.setBorder(BorderFactory.createEmptyBorder());
        pane.getVerticalScrollBar().setUnitIncrement(Theme.px(18));
        return pane;
    }

    /** A line of one pixel in the colour of lines, on the sides that are asked for. */
    public static Border line(boolean top, boolean left, boolean bottom, boolean right) {
        return new LineBorder(top, left, bottom, right);
    }

    /** A border that asks the theme for its colour each time, so that a change of theme needs no new border. */
    private static final class LineBorder extends javax.swing.border.EmptyBorder {
        LineBorder(boolean top, boolean left, boolean bottom, boolean right) {
            super(top ? 1 : 0, left ? 1 : 0, bottom ? 1 : 0, right ? 1 : 0);
        }

        @Override
        public void paintBorder(Component c, Graphics g, int x, int y, int width, int height) {
            g.setColor(Theme.color("Mms.line"));
            g.fillRect(x, y, width, top);
            g.fillRect(x, y, left, height);
            g.fillRect(x, y + height - bottom, width, bottom);
            g.fillRect(x + width - right, y, right, height);
        }
    }
}
