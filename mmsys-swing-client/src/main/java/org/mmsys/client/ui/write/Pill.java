package org.mmsys.client.ui.write;

import java.awt.Cursor;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** One recipient: the name, the address as tooltip, a cross; red when the address is not complete. Event thread. */
final class Pill extends JPanel {
    private final transient AddressText address;

    Pill(AddressText address, Runnable onRemove, Runnable onEdit) {
        super(new MigLayout("insets 1 9 1 4, gap 2", "[][]", "[center]"));
        this.address = address;
        setName("pill");
        setOpaque(false);
        setFocusable(true);
        setToolTipText(address.written());
        JLabel label = new JLabel(address.shown()) {
            @Override
            public java.awt.Color getForeground() {
                return Theme.color(kind() + ".foreground");
            }
        };
        label.setName("pill.text");
        add(label, "wmax " + Theme.px(320));
        JButton remove = new JButton(Icons.of("close", 11));
        remove.setName("pill.remove");
        remove.putClientProperty("JButton.buttonType", "borderless");
        remove.setMargin(new java.awt.Insets(2, 2, 2, 2));
        remove.setFocusable(false);
        Commands.accessible(remove, Texts.of("compose.remove", address.shown()));
        remove.addActionListener(pressed -> onRemove.run());
        add(remove);
        setCursor(Cursor.getPredefinedCursor(Cursor.DEFAULT_CURSOR));
        addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent event) {
                requestFocusInWindow();
                if (event.getClickCount() == 2) {
                    onEdit.run();
                }
            }
        });
        bind("DELETE", onRemove);
        bind("BACK_SPACE", onRemove);
        bind("ENTER", onEdit);
        addFocusListener(new java.awt.event.FocusAdapter() {
            @Override
            public void focusGained(java.awt.event.FocusEvent event) {
                repaint();
            }

            @Override
            public void focusLost(java.awt.event.FocusEvent event) {
                repaint();
            }
        });
        Commands.accessible(this, Texts.of("compose.pill.spoken", address.written()));
    }

    AddressText address() {
        return address;
    }

    private String kind() {
        return address == null || address.good() ? "Mms.pill" : "Mms.pill.bad";
    }

    private void bind(String key, Runnable run) {
        getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke(key), key);
        getActionMap().put(key, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        });
    }

    @Override
    protected void paintComponent(Graphics g) {
        Graphics2D g2 = (Graphics2D) g.create();
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setColor(Theme.color(kind() + ".background"));
        int arc = getHeight();
        g2.fillRoundRect(0, 0, getWidth(), getHeight(), arc, arc);
        if (isFocusOwner()) {
            g2.setColor(Theme.color("Component.focusColor"));
            g2.drawRoundRect(0, 0, getWidth() - 1, getHeight() - 1, arc, arc);
        }
        g2.dispose();
    }
}
