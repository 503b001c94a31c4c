package org.mmsys.client.ui.read;

import java.util.Optional;
import javax.swing.JComponent;

/** One of the three ways to look at a body. Event thread. */
interface BodyView {
    /** The component to show. */
    JComponent component();

    /** The component that takes the focus and scrolls. */
    JComponent focusTarget();

    /** Empties the view, so that nothing of the last message stays in memory or on the screen. */
    void clear();

    /** Selects the next place of the text after the present one; false when there is none, or when the view cannot search. */
    boolean findNext(String text, boolean fromStart);

    /** The text the user has selected, if any. */
    Optional<String> selectedText();
}
