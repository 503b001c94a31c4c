package org.mmsys.client.ui;

import java.awt.BorderLayout;
import java.awt.Insets;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JRootPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.Timer;
import javax.swing.table.DefaultTableModel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;

/** What lies behind the state bar: the server in use and what it can do, the switches between servers, the protocol log. Event thread. */
final class ConnectionWindow {
    private static final int REFRESH_MILLIS = 1_000;

    private ConnectionWindow() {}

    /** Shows which server is in use, what it can do, and the switches so far. */
    static void history(JFrame owner, ConnectionState state, DateTexts dates) {
        JPanel all = new Surface(
                new MigLayout("insets 14, fill, wrap 1", "[grow,fill]", "[]4[]12[]4[grow,fill]"), "Panel.background");
        JLabel server = new JLabel(
                state.server().map(Endpoint::toString).orElse(Texts.of("state.idle"))
                        + (state.encrypted() ? "   " + Texts.of("state.tls") : ""),
                Icons.of("server"),
                JLabel.LEADING);
        Theme.style(server, "h4");
        all.add(server);
        JTextArea capabilities = new JTextArea(String.join("  ·  ", state.capabilities()));
        capabilities.setEditable(false);
        Commands.accessible(capabilities, Texts.of("state.details"));
        capabilities.setOpaque(false);
        capabilities.setLineWrap(true);
        capabilities.setWrapStyleWord(true);
        all.add(capabilities, "wmin 0");
        JLabel title = new JLabel(Texts.of("history.title"));
        Theme.style(title, "semibold");
        all.add(title);
        DefaultTableModel rows =
                new DefaultTableModel(
                        new Object[] {Texts.of("history.when"), Texts.of("history.service"), Texts.of("history.what")},
                        0) {
                    @Override
                    public boolean isCellEditable(int row, int column) {
                        return false;
                    }
                };
        for (ConnectionState.Switch change : state.history()) {
            rows.addRow(new Object[] {dates.full(change.at()), change.service().name(), words(change)});
        }
        JTable table = new JTable(rows);
        table.setName("history");
        Commands.accessible(table, Texts.of("history.title"));
        table.getColumnModel().getColumn(0).setPreferredWidth(Theme.px(210));
        table.getColumnModel().getColumn(1).setPreferredWidth(Theme.px(70));
        table.getColumnModel().getColumn(2).setPreferredWidth(Theme.px(380));
        all.add(rows.getRowCount() == 0 ? Forms.muted(Texts.of("history.empty")) : Forms.scroll(table), "hmin 0");
        open(owner, "history", Texts.of("history.title"), all);
    }

    private static String words(ConnectionState.Switch change) {
        String to = change.to().map(Endpoint::toString).orElse("–");
        String from = change.from().map(Endpoint::toString).orElse("–");
        return from + " → " + to + (change.why().isEmpty() ? "" : ": " + change.why());
    }

    /** Shows the last lines said between us and the servers, and goes on showing them. */
    static void log(JFrame owner, Supplier<List<String>> lines) {
        JTextArea area = new JTextArea();
        area.setName("log");
        area.setEditable(false);
        area.setFont(Theme.monospaced());
        area.setMargin(new Insets(Theme.px(8), Theme.px(12), Theme.px(8), Theme.px(12)));
        Commands.accessible(area, Texts.of("log.title"));
        List<String> shown = new ArrayList<>();
        Runnable refresh = () -> {
            List<String> now = lines.get();
            if (!now.equals(shown)) {
                shown.clear();
                shown.addAll(now);
                area.setText(String.join("\n", now));
                area.setCaretPosition(area.getDocument().getLength());
            }
        };
        refresh.run();
        JButton copy = new JButton(Texts.of("log.copy"), Icons.of("file"));
        copy.setName("log.copy");
        copy.addActionListener(pressed -> Toolkit.getDefaultToolkit()
                .getSystemClipboard()
                .setContents(new StringSelection(area.getText()), null));
        JPanel all = new JPanel(new BorderLayout());
        JPanel bar = new JPanel(new MigLayout("insets 8 12 8 12, fillx", "[grow,fill,0::][]", "[center]"));
        bar.add(Forms.muted(Texts.of("log.empty")), "wmin 0");
        bar.add(copy);
        all.add(bar, BorderLayout.NORTH);
        all.add(Forms.scroll(area), BorderLayout.CENTER);
        Timer timer = new Timer(REFRESH_MILLIS, tick -> refresh.run());
        JDialog dialog = open(owner, "log.window", Texts.of("log.title"), all);
        dialog.addWindowListener(new java.awt.event.WindowAdapter() {
            @Override
            public void windowClosed(java.awt.event.WindowEvent event) {
                timer.stop();
            }
        });
        timer.start();
    }

    /** A window beside the main one that Escape closes. */
    static JDialog open(JFrame owner, String name, String title, JComponent content) {
        JDialog dialog = new JDialog(owner, title, false);
        dialog.setName(name);
        dialog.setContentPane(content);
        dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
        JRootPane root = dialog.getRootPane();
        root.registerKeyboardAction(
                pressed -> dialog.dispose(),
                KeyStroke.getKeyStroke("ESCAPE"),
                JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT);
        dialog.setSize(MessageFiles.fitting(720, 480));
        dialog.setLocationRelativeTo(owner);
        dialog.setVisible(true);
        return dialog;
    }
}
