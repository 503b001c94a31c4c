package org.mmsys.client.ui.kit;

import java.awt.Font;
import javax.swing.JLabel;
import javax.swing.SwingConstants;
import net.miginfocom.swing.MigLayout;

/** What a pane shows when it has nothing to show: a large quiet icon, what is so, and what to do next. Event thread. */
public final class EmptyState extends Surface {
    private final JLabel icon = new JLabel();
    private final JLabel title = new JLabel("", SwingConstants.CENTER);
    private final JLabel hint = Forms.muted("");

    /** An empty state on the colour of paper. */
    public EmptyState(String name) {
        super(new MigLayout("fill, insets 20, wrap 1, gap 0", "[center]", "push[]10[]4[]push"), "Mms.paper");
        setName(name);
        title.setName(name + ".title");
        hint.setName(name + ".hint");
        title.setFont(title.getFont().deriveFont(Font.BOLD));
        Theme.style(title, "h4");
        add(icon, "center");
        add(title, "center, wmin 0");
        add(hint, "center, wmin 0");
    }

    /** Shows another icon and other words. */
    public void say(String iconName, String titleText, String hintText) {
        icon.setIcon(Icons.tinted(iconName, 38, "Mms.star.empty"));
        title.setText(titleText);
        hint.setText(hintText);
        hint.setVisible(!hintText.isEmpty());
        getAccessibleContext().setAccessibleName(titleText);
    }
}
