package org.mmsys.client.ui.list;

import com.formdev.flatlaf.FlatClientProperties;
import java.awt.event.ActionEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.JToggleButton;
import javax.swing.KeyStroke;
import javax.swing.Timer;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;

/** The quick filter above a list: words and three toggles, and how many messages are left. Event thread. */
public final class FilterBar extends Surface {
    private static final int DEBOUNCE_MILLIS = 120;

    private final JTextField text = new JTextField();
    private final JToggleButton unread = toggle("unread", "unread");
    private final JToggleButton starred = toggle("starred", "star-filled");
    private final JToggleButton attachment = toggle("attachment", "attachment");
    private final JLabel count = Forms.muted("");
    private final Timer debounce;
    private transient Consumer<FilterBar> onChange = bar -> {};
    private transient Runnable onLeave = () -> {};

    /** An empty filter. */
    public FilterBar() {
        super(
                new MigLayout("insets 7 10 7 12, fillx, gap 6 0", "[grow,fill,100:320:420][][][]push[]", "[center]"),
                "Mms.paper");
        setName("filter");
        setBorder(Forms.line(false, false, true, false));
        text.setName("filter.text");
        text.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("list.filter"));
        text.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, Icons.tinted("filter", 14, "Mms.muted"));
        text.putClientProperty(FlatClientProperties.TEXT_FIELD_SHOW_CLEAR_BUTTON, true);
        Commands.accessible(text, Texts.of("list.filter"));
        count.setName("filter.count");
        debounce = new Timer(DEBOUNCE_MILLIS, tick -> onChange.accept(this));
        debounce.setRepeats(false);
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                debounce.restart();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                debounce.restart();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        });
        for (JToggleButton button : List.of(unread, starred, attachment)) {
            button.addActionListener(pressed -> onChange.accept(this));
        }
        bind("ESCAPE", () -> {
            clear();
            onLeave.run();
        });
        bind("ENTER", () -> {
            debounce.stop();
            onChange.accept(this);
            onLeave.run();
        });
        bind("DOWN", () -> onLeave.run());
        add(text, "wmin 60");
        add(unread);
        add(starred);
        add(attachment);
        add(count, "gapleft 6");
    }

    /** Hears changes, 120 ms after the last key. */
    public void onChange(Consumer<FilterBar> listener) {
        onChange = listener;
    }

    /** Hears that the user wants to go back to the list. */
    public void onLeave(Runnable listener) {
        onLeave = listener;
    }

    /** Puts the caret into the field. */
    public void focusText() {
        text.requestFocusInWindow();
        text.selectAll();
    }

    /** Lets everything through again. */
    public void clear() {
        boolean changed = filters();
        text.setText("");
        unread.setSelected(false);
        starred.setSelected(false);
        attachment.setSelected(false);
        debounce.stop();
        if (changed) {
            onChange.accept(this);
        }
    }

    /** Whether anything is filtered. */
    public boolean filters() {
        return !text.getText().isBlank() || unread.isSelected() || starred.isSelected() || attachment.isSelected();
    }

    /** The same query with this filter. */
    public ListQuery apply(ListQuery query) {
        return query.filtered(text.getText(), unread.isSelected(), starred.isSelected(), attachment.isSelected());
    }

    /** Says how many are shown of how many there are. */
    public void showCount(int passed, int total) {
        count.setText(filters() ? Texts.of("list.filter.count", passed, total) : Texts.of("list.count", total));
    }

    private void bind(String key, Runnable run) {
        text.getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke(key), "filter." + key);
        text.getActionMap().put("filter." + key, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        });
    }

    private static JToggleButton toggle(String id, String icon) {
        JToggleButton button = new JToggleButton(Texts.of("list.filter." + id), Icons.of(icon, 14));
        button.setName("filter." + id);
        button.putClientProperty("JButton.buttonType", "toolBarButton");
        button.setToolTipText(Texts.of("list.filter." + id));
        return button;
    }
}
