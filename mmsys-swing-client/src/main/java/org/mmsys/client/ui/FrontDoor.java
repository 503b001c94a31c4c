package org.mmsys.client.ui;

import java.awt.Frame;
import java.util.Locale;

/** What the window does when a second start, or its own arguments, wish something. Event thread. */
final class FrontDoor {
    private static final String LINK = "mailto:";

    private FrontDoor() {}

    /** Brings the window to the front, and opens one to write in if that is wished. */
    static void open(MainFrame frame, String wish) {
        frame.setExtendedState(frame.getExtendedState() & ~Frame.ICONIFIED);
        frame.setVisible(true);
        frame.toFront();
        frame.requestFocus();
        write(frame, wish);
    }

    /** Opens a window to write to an address or a {@code mailto:} link; does nothing without a wish or an account. */
    static void write(MainFrame frame, String wish) {
        if (wish.isBlank() || !frame.hasAccount()) {
            return;
        }
        if (wish.toLowerCase(Locale.ROOT).startsWith(LINK)) {
            frame.compose().mailto(wish);
        } else {
            frame.compose().write(wish);
        }
    }
}
