package org.mmsys.client.ui.read;

import com.formdev.flatlaf.FlatClientProperties;
import java.awt.event.ActionEvent;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;

/** The line in which one looks for words in the message on show. Event thread. */
final class FindBar extends Surface {
    private final JTextField text = new JTextField(24);
    private final JLabel none = Forms.muted("");
    private final transient Search search;
    private final transient Runnable onClose;

    /** Looks for words. */
    interface Search {
        /** Selects the next place; false when there is none. */
        boolean next(String words, boolean fromStart);
    }

    FindBar(Search search, Runnable onClose) {
        super(new MigLayout("insets 5 16 5 8, gap 8", "[][]push[]", "[center]"), "Mms.banner.info.background");
        this.search = search;
        this.onClose = onClose;
        setName("reader.find");
        text.setName("reader.find.text");
        text.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("reader.find"));
        text.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, Icons.tinted("search", 14, "Mms.muted"));
        Commands.accessible(text, Texts.of("reader.find"));
        none.setName("reader.find.none");
        text.addActionListener(entered -> find(false));
        bind("ESCAPE", this::close);
        bind("F3", () -> find(false));
        JButton close = new JButton(Icons.of("close", 14));
        close.setName("reader.find.close");
        close.putClientProperty("JButton.buttonType", "toolBarButton");
        Commands.accessible(close, Texts.of("banner.hide"));
        close.addActionListener(pressed -> close());
        add(text);
        add(none);
        add(close);
        setVisible(false);
    }

    /** Opens the line. */
    void open() {
        setVisible(true);
        text.requestFocusInWindow();
        text.selectAll();
    }

    /** Goes on to the next place. */
    void find(boolean fromStart) {
        boolean found = text.getText().isEmpty() || search.next(text.getText(), fromStart);
        none.setText(found ? "" : Texts.of("reader.find.none"));
        text.putClientProperty(FlatClientProperties.OUTLINE, found ? null : FlatClientProperties.OUTLINE_WARNING);
    }

    private void close() {
        setVisible(false);
        onClose.run();
    }

    private void bind(String key, Runnable run) {
        text.getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke(key), "find." + key);
        text.getActionMap().put("find." + key, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        });
    }
}
