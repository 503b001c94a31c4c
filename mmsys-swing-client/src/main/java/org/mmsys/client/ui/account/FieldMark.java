package org.mmsys.client.ui.account;

import com.formdev.flatlaf.FlatClientProperties;
import java.awt.Color;
import java.awt.Dimension;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.UIManager;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Theme;

/** What is said beside a field: fine, wrong, or being asked. The field gets a red outline with it. Event thread. */
final class FieldMark extends JLabel {
    private final JComponent field;
    private String colour = "Mms.muted";

    FieldMark(String name, JComponent field) {
        this.field = field;
        setName(name);
        setIconTextGap(Theme.px(5));
    }

    void good(String text) {
        say("ok", "Mms.field.good", text);
        field.putClientProperty(FlatClientProperties.OUTLINE, null);
    }

    void bad(String text) {
        say("error", "Mms.field.error", text);
        field.putClientProperty(FlatClientProperties.OUTLINE, FlatClientProperties.OUTLINE_ERROR);
    }

    void busy(String text) {
        say("clock", "Mms.muted", text);
        field.putClientProperty(FlatClientProperties.OUTLINE, null);
    }

    void clear() {
        setText("");
        setIcon(null);
        setToolTipText(null);
        field.putClientProperty(FlatClientProperties.OUTLINE, null);
    }

    private void say(String icon, String to, String text) {
        colour = to;
        setIcon(icon.equals("clock") ? Icons.tinted(icon, 14, "Mms.muted") : Icons.of(icon, 14));
        setText(text);
        setToolTipText(text);
        getAccessibleContext().setAccessibleDescription(text);
        revalidate();
        repaint();
    }

    boolean isBad() {
        return colour.equals("Mms.field.error") && !getText().isEmpty();
    }

    @Override
    public Color getForeground() {
        Color named = colour == null ? null : UIManager.getColor(colour);
        return named == null ? super.getForeground() : named;
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(0, super.getMinimumSize().height);
    }
}
