package org.mmsys.client.ui.kit;

import com.formdev.flatlaf.extras.FlatSVGIcon;
import java.awt.Color;
import java.awt.Image;
import java.util.List;
import javax.swing.UIManager;

/** The line icons of the window: vectors that follow zoom and theme. Event thread. */
public final class Icons {
    private static final String FOLDER = "org/mmsys/client/ui/icons/";
    private static final int SIZE = 16;

    private Icons() {}

    /** The icon of that name at 16 points. */
    public static FlatSVGIcon of(String name) {
        return of(name, SIZE);
    }

    /** The icon of that name at {@code size} points. */
    public static FlatSVGIcon of(String name, int size) {
        return new FlatSVGIcon(FOLDER + name + ".svg", size, size, Icons.class.getClassLoader());
    }

    /** The icon with all its lines in one named colour of the theme, whichever theme that is when it is painted. */
    public static FlatSVGIcon tinted(String name, int size, String colour) {
        FlatSVGIcon icon = of(name, size);
        icon.setColorFilter(new FlatSVGIcon.ColorFilter(from -> {
            Color to = UIManager.getColor(colour);
            return to == null ? from : to;
        }));
        return icon;
    }

    /** The pictures of the window for the desktop, smallest first. */
    public static List<Image> window() {
        return List.of(
                of("logo", 16).getImage(),
                of("logo", 32).getImage(),
                of("logo", 64).getImage(),
                of("logo", 128).getImage());
    }
}
