package org.mmsys.client.ui;

import java.awt.Color;
import java.awt.Component;

/** How well a colour stands out from another (WCAG 2.1, 1.4.3). */
final class Contrast {
    /** What large text and signs need; small text needs 4.5. */
    static final double AA_LARGE = 3.0;

    private Contrast() {}

    static double of(Color text, Color background) {
        double first = luminance(text);
        double second = luminance(background);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    /** The colour behind a component. */
    static Color background(Component component) {
        for (Component at = component; at != null; at = at.getParent()) {
            if (at.isOpaque()) {
                return at.getBackground();
            }
        }
        return component.getBackground();
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(int channel) {
        double part = channel / 255.0;
        return part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
