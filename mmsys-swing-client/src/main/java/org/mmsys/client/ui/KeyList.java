package org.mmsys.client.ui;

import com.formdev.flatlaf.FlatClientProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.table.DefaultTableModel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** The list of all commands with their keys, made from the same registry as the menus; and who we are. Event thread. */
final class KeyList {
    private KeyList() {}

    /** One command and its keys, as people read them. */
    record Line(String command, String keys) {}

    static List<Line> lines() {
        KeyMap map = KeyMap.standard();
        List<Line> lines = new ArrayList<>();
        for (String id : map.commands()) {
            if (!map.of(id).isEmpty()) {
                String keys = map.of(id).stream().map(KeyMap::spoken).collect(Collectors.joining("   "));
                lines.add(new Line(Texts.label("cmd." + id).replace("…", ""), keys));
            }
        }
        return lines;
    }

    static void show(JFrame owner, Commands commands) {
        DefaultTableModel rows =
                new DefaultTableModel(new Object[] {Texts.of("keys.command"), Texts.of("keys.key")}, 0) {
                    @Override
                    public boolean isCellEditable(int row, int column) {
                        return false;
                    }
                };
        JTextField text = new JTextField();
        text.setName("keys.search");
        text.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("keys.search"));
        text.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, Icons.tinted("search", 14, "Mms.muted"));
        Commands.accessible(text, Texts.of("keys.search"));
        Runnable fill = () -> {
            rows.setRowCount(0);
            String wanted = text.getText().strip().toLowerCase(Locale.ROOT);
            for (Line line : lines()) {
                if ((line.command() + " " + line.keys())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted)) {
                    rows.addRow(new Object[] {line.command(), line.keys()});
                }
            }
        };
        fill.run();
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                fill.run();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                fill.run();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        });
        JTable table = new JTable(rows);
        table.setName("keys");
        Commands.accessible(table, Texts.of("keys.title"));
        JPanel all = new JPanel(new MigLayout("insets 12, fill, wrap 1", "[grow,fill]", "[]8[grow,fill]"));
        all.add(text);
        all.add(Forms.scroll(table), "hmin 0");
        ConnectionWindow.open(owner, "keys.window", Texts.of("keys.title"), all);
    }

    static void about(JFrame owner) {
        String version = KeyList.class.getPackage().getImplementationVersion();
        JPanel all = new JPanel(new MigLayout("insets 4, wrap 1", "[grow]", "[]8[]"));
        JLabel name = new JLabel(Texts.of("app.name"));
        Theme.style(name, "h2");
        all.add(name);
        all.add(new JLabel(Texts.of("about.text")));
        if (version != null) {
            all.add(Forms.muted(Texts.of("about.version", version)));
        }
        JOptionPane.showMessageDialog(
                owner, all, Texts.label("cmd.help.about"), JOptionPane.PLAIN_MESSAGE, Icons.of("logo", 56));
    }
}
