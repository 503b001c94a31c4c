package org.mmsys.client.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import javax.swing.AbstractButton;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Surface;

/** A tool bar that gives up words from the right when it gets narrow: a command that is not named is better than one that is not there. */
final class ToolStrip extends Surface {
    private final List<AbstractButton> named = new ArrayList<>();

    ToolStrip() {
        super(new MigLayout("insets 5 10 5 12, fillx, gap 2 0", "", "[center,34:]"), "ToolBar.background");
        setName("tools");
        setBorder(Forms.line(false, false, true, false));
    }

    /** Adds a button that has words to lose. */
    void addNamed(AbstractButton button) {
        named.add(button);
        add(button);
    }

    @Override
    public void doLayout() {
        named.forEach(button -> words(button, true));
        for (int i = named.size() - 1; i >= 0 && wanted() > getWidth(); i--) {
            words(named.get(i), false);
        }
        super.doLayout();
    }

    private static void words(AbstractButton button, boolean on) {
        if (button.getHideActionText() == on) {
            button.setHideActionText(!on);
            button.getAccessibleContext()
                    .setAccessibleName(String.valueOf(button.getAction().getValue(javax.swing.Action.NAME)));
        }
    }

    private int wanted() {
        int sum = getInsets().left + getInsets().right + org.mmsys.client.ui.kit.Theme.px(70);
        for (Component child : getComponents()) {
            sum += child.getPreferredSize().width + 2;
        }
        return sum;
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(0, super.getMinimumSize().height);
    }
}
