package org.mmsys.client.ui.kit;

import com.formdev.flatlaf.ui.FlatUIUtils;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.Timer;
import net.miginfocom.swing.MigLayout;

/** A short notice above the lower edge of the window that goes by itself, with Undo or other choices. Event thread. */
final class Toast extends JPanel {
    private final JLabel label = new JLabel();
    private final Timer timer;
    private final Instant end;
    private boolean hovered;

    Toast(LongFunction<String> text, List<Banner.Choice> choices, Duration stays, Runnable atEnd, Runnable gone) {
        super(new MigLayout("insets 9 16 9 10, gap 6", "[]push[]", "[center]"));
        this.end = Instant.now().plus(stays);
        setName("toast");
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(0, 0, 0, 0));
        label.setName("toast.text");
        label.setForeground(Theme.color("Mms.toast.foreground"));
        add(label, "gapright 14");
        for (Banner.Choice choice : choices) {
            add(button(choice, gone));
        }
        addMouseListener(new MouseAdapter() {
            @Override
            public void mouseEntered(MouseEvent event) {
                hovered = true;
            }

            @Override
            public void mouseExited(MouseEvent event) {
                hovered = false;
            }
        });
        timer = new Timer(250, tick -> {
            label.setText(text.apply(secondsLeft()));
            if (Instant.now().isAfter(end) && !hovered) {
                stop();
                gone.run();
                atEnd.run();
            }
        });
        label.setText(text.apply(secondsLeft()));
        Commands.accessible(this, label.getText());
        timer.start();
    }

    void stop() {
        timer.stop();
    }

    private long secondsLeft() {
        return Math.max(0, Duration.between(Instant.now(), end).toMillis() + 999) / 1000;
    }

    private JButton button(Banner.Choice choice, Runnable gone) {
        JButton button = new JButton(choice.text());
        button.setName("toast." + choice.name());
        button.putClientProperty("JButton.buttonType", "borderless");
        button.setForeground(Theme.color("Mms.toast.action"));
        button.setFont(button.getFont().deriveFont(Font.BOLD));
        button.addActionListener(pressed -> {
            stop();
            gone.run();
            choice.run().run();
        });
        return button;
    }

    @Override
    protected void paintComponent(Graphics g) {
        Graphics2D g2 = (Graphics2D) g.create();
        try {
            FlatUIUtils.setRenderingHints(g2);
            int arc = Theme.px(12);
            for (int i = 4; i > 0; i--) {
                g2.setColor(new Color(0, 0, 0, 10));
                g2.fillRoundRect(4 - i, 4 - i + 1, getWidth() - 8 + 2 * i, getHeight() - 8 + 2 * i, arc + i, arc + i);
            }
            g2.setColor(Theme.color("Mms.toast.background"));
            g2.fillRoundRect(4, 3, getWidth() - 8, getHeight() - 8, arc, arc);
        } finally {
            g2.dispose();
        }
    }
}
