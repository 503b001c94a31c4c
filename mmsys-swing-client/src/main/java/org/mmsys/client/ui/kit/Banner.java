package org.mmsys.client.ui.kit;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.border.EmptyBorder;
import net.miginfocom.swing.MigLayout;

/** A line across a pane that says something that can wait, with buttons for what can be done about it. Event thread. */
public final class Banner extends Surface {
    /** How serious it is; also shown by an icon, never by colour alone. */
    public enum Kind {
        INFO("info"),
        WARNING("warning"),
        ERROR("error");

        private final String icon;

        Kind(String icon) {
            this.icon = icon;
        }
    }

    /** A button of a banner: its text, a name for tests, what it does. */
    public record Choice(String name, String text, Runnable run) {}

    private final Kind kind;

    /** A banner with a text, its choices, and a cross that hides it. */
    public Banner(String name, Kind kind, String text, List<Choice> choices) {
        super(
                new MigLayout("insets 5 12 5 6, fillx, gap 8 0, hidemode 3", "[][grow,fill]push[]", "[center]"),
                "Mms.banner." + kind.icon + ".background");
        this.kind = kind;
        setName(name);
        setBorder(BorderFactory.createCompoundBorder(new Edge(), getBorder()));
        add(new JLabel(Icons.of(kind.icon)));
        JLabel label = new JLabel(text);
        label.setName(name + ".text");
        label.setToolTipText(text);
        add(label, "wmin 0");
        for (Choice choice : choices) {
            JButton button = new JButton(choice.text());
            button.setName(name + "." + choice.name());
            button.putClientProperty("JButton.buttonType", "roundRect");
            button.addActionListener(pressed -> choice.run().run());
            add(button, "gapleft 6");
        }
        JButton close = new JButton(Icons.of("close", 14));
        close.setName(name + ".close");
        close.putClientProperty("JButton.buttonType", "toolBarButton");
        close.setToolTipText(Texts.of("banner.hide"));
        Commands.accessible(close, Texts.of("banner.hide"));
        close.addActionListener(pressed -> setVisible(false));
        add(close);
        Commands.accessible(this, text);
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(0, super.getMinimumSize().height);
    }

    private final class Edge extends EmptyBorder {
        Edge() {
            super(0, 0, 1, 0);
        }

        @Override
        public void paintBorder(Component c, Graphics g, int x, int y, int width, int height) {
            Color line = Theme.color("Mms.banner." + kind.icon + ".line");
            g.setColor(line);
            g.fillRect(x, y + height - 1, width, 1);
        }
    }
}
