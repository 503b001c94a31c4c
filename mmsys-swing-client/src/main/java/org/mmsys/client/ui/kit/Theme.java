package org.mmsys.client.ui.kit;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import com.formdev.flatlaf.extras.FlatAnimatedLafChange;
import com.formdev.flatlaf.fonts.inter.FlatInterFont;
import com.formdev.flatlaf.fonts.jetbrains_mono.FlatJetBrainsMonoFont;
import com.formdev.flatlaf.util.FontUtils;
import com.formdev.flatlaf.util.UIScale;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.UIManager;

/**
 * The look of the window: light or dark, the fonts, and a zoom from 75 % to 250 %.
 *
 * <p>Colours are never written in code: they are named in {@code theme/*.properties} and asked for by name. All methods belong to
 * the event thread; {@link #install} comes before the first component exists.
 */
public final class Theme {
    /** The zoom steps the keys go through. */
    public static final List<Float> ZOOM_STEPS = List.of(0.75f, 0.9f, 1f, 1.1f, 1.25f, 1.5f, 1.75f, 2f, 2.5f);

    private static final int BODY_SIZE = 13;

    private Theme() {}

    /** Sets the look up; the fonts and the named colours are there afterwards. */
    public static void install(boolean dark, float zoom) {
        FlatInterFont.installLazy();
        FlatJetBrainsMonoFont.installLazy();
        FlatLaf.setPreferredFontFamily(FlatInterFont.FAMILY);
        FlatLaf.setPreferredMonospacedFontFamily(FlatJetBrainsMonoFont.FAMILY);
        FlatLaf.setPreferredLightFontFamily(FlatInterFont.FAMILY_LIGHT);
        FlatLaf.setPreferredSemiboldFontFamily(FlatInterFont.FAMILY_SEMIBOLD);
        FlatLaf.registerCustomDefaultsSource("org.mmsys.client.ui.theme");
        UIScale.setZoomFactor(closestZoom(zoom));
        setUp(dark);
    }

    /** Goes to the other look at once, for every open window. */
    public static void setDark(boolean dark) {
        if (dark == isDark()) {
            return;
        }
        FlatAnimatedLafChange.showSnapshot();
        setUp(dark);
        FlatLaf.updateUI();
        FlatAnimatedLafChange.hideSnapshotWithAnimation();
    }

    /** Whether the dark look is on. */
    public static boolean isDark() {
        return FlatLaf.isLafDark();
    }

    /** The zoom in force; 1 is 100 %. */
    public static float zoom() {
        return UIScale.getZoomFactor();
    }

    /** Sets the zoom to the closest of {@link #ZOOM_STEPS}, for every open window. */
    public static void setZoom(float zoom) {
        if (UIScale.setZoomFactor(closestZoom(zoom))) {
            FlatLaf.updateUI();
        }
    }

    /** One step of the zoom up (positive) or down (negative). */
    public static void zoomBy(int steps) {
        int at = ZOOM_STEPS.indexOf(closestZoom(zoom()));
        setZoom(ZOOM_STEPS.get(Math.max(0, Math.min(ZOOM_STEPS.size() - 1, at + steps))));
    }

    /**
     * A named colour of the theme in force.
     *
     * @throws IllegalArgumentException when no theme has that name
     */
    public static Color color(String name) {
        Color color = UIManager.getColor(name);
        if (color == null) {
            throw new IllegalArgumentException("no colour " + name);
        }
        return color;
    }

    /** Pixels for a length given at 100 % zoom. */
    public static int px(int length) {
        return UIScale.scale(length);
    }

    /** Sets the font style class of a component: h2, h3, h4, semibold, large, medium, small, mini, monospaced (FlatLaf). */
    public static <C extends JComponent> C style(C component, String styleClass) {
        component.putClientProperty("FlatLaf.styleClass", styleClass);
        return component;
    }

    /** The font for plain text messages, at the size of the body text. */
    public static Font monospaced() {
        Font body = UIManager.getFont("defaultFont");
        return FontUtils.getCompositeFont(
                FlatJetBrainsMonoFont.FAMILY, Font.PLAIN, body == null ? BODY_SIZE : body.getSize());
    }

    private static void setUp(boolean dark) {
        if (dark) {
            FlatDarkLaf.setup();
        } else {
            FlatLightLaf.setup();
        }
    }

    private static float closestZoom(float zoom) {
        float best = 1f;
        for (float step : ZOOM_STEPS) {
            if (Math.abs(step - zoom) < Math.abs(best - zoom)) {
                best = step;
            }
        }
        return best;
    }
}
