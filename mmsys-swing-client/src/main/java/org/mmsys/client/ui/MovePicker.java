package org.mmsys.client.ui;

import com.formdev.flatlaf.FlatClientProperties;
import java.awt.Component;
import java.awt.event.ActionEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.ListSelectionModel;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.FolderNode;

/** Moves by keyboard: a few letters of the folder, Enter. The folder used last comes first. Event thread. */
final class MovePicker extends JDialog {
    private final transient List<Folder> folders;
    private final JTextField text = new JTextField(28);
    private final DefaultListModel<Folder> shown = new DefaultListModel<>();
    private final JList<Folder> list = new JList<>(shown);
    private final JLabel none = Forms.muted(Texts.of("move.none"));
    private final transient Consumer<Folder.Id> onPick;

    private MovePicker(JFrame owner, List<Folder> folders, Consumer<Folder.Id> onPick) {
        super(owner, Texts.of("move.title"), true);
        this.folders = folders;
        this.onPick = onPick;
        setName("move");
        Surface all = new Surface(
                new MigLayout("insets 10, fill, wrap 1, hidemode 3", "[grow,fill]", "[]8[grow,fill][]"), "Mms.paper");
        text.setName("move.text");
        text.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("move.hint"));
        text.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, Icons.tinted("search", 14, "Mms.muted"));
        Commands.accessible(text, Texts.of("move.hint"));
        list.setName("move.list");
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setCellRenderer(new Cells());
        list.setVisibleRowCount(10);
        Commands.accessible(list, Texts.of("move.title"));
        all.add(text);
        all.add(Forms.scroll(list));
        all.add(none);
        setContentPane(all);
        listen();
        filter();
        pack();
        setSize(Theme.px(380), Theme.px(400));
        setLocationRelativeTo(owner);
    }

    /** Asks where to; {@code last} is offered first. */
    static void ask(JFrame owner, List<Folder> folders, Optional<Folder.Id> last, Consumer<Folder.Id> onPick) {
        Comparator<Folder> lastFirst =
                Comparator.comparing(folder -> last.map(folder.id()::equals).orElse(false) ? 0 : 1);
        new MovePicker(owner, folders.stream().sorted(lastFirst).toList(), onPick).setVisible(true);
    }

    /** The folders with these letters: those that begin with them first, then those that have them anywhere in their path. */
    static List<Folder> matching(List<Folder> folders, String typed) {
        String wanted = typed.strip().toLowerCase(Locale.ROOT);
        return folders.stream()
                .filter(f -> path(f).contains(wanted))
                .sorted(Comparator.comparing(f -> name(f).startsWith(wanted) ? 0 : 1))
                .toList();
    }

    private static String name(Folder folder) {
        return FolderNode.display(folder.id()).toLowerCase(Locale.ROOT);
    }

    private static String path(Folder folder) {
        return name(folder) + "/" + folder.id().path().toLowerCase(Locale.ROOT);
    }

    private void listen() {
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                filter();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                filter();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        });
        bind("ENTER", this::pick);
        bind("ESCAPE", this::dispose);
        bind("DOWN", () -> step(1));
        bind("UP", () -> step(-1));
        list.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                pick();
            }
        });
    }

    private void bind(String key, Runnable run) {
        getRootPane()
                .getInputMap(JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT)
                .put(KeyStroke.getKeyStroke(key), "move." + key);
        text.getInputMap().put(KeyStroke.getKeyStroke(key), "move." + key);
        AbstractAction action = new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                run.run();
            }
        };
        getRootPane().getActionMap().put("move." + key, action);
        text.getActionMap().put("move." + key, action);
    }

    private void filter() {
        shown.clear();
        matching(folders, text.getText()).forEach(shown::addElement);
        list.setSelectedIndex(0);
        none.setVisible(shown.isEmpty());
    }

    private void step(int by) {
        if (!shown.isEmpty()) {
            int next = Math.floorMod(list.getSelectedIndex() + by, shown.size());
            list.setSelectedIndex(next);
            list.ensureIndexIsVisible(next);
        }
    }

    private void pick() {
        Folder chosen = list.getSelectedValue();
        if (chosen != null) {
            dispose();
            onPick.accept(chosen.id());
        }
    }

    private static final class Cells extends DefaultListCellRenderer {
        @Override
        public Component getListCellRendererComponent(
                JList<?> of, Object value, int index, boolean selected, boolean focused) {
            JLabel label = (JLabel) super.getListCellRendererComponent(of, value, index, selected, false);
            Folder folder = (Folder) value;
            String parent = folder.id().parent();
            label.setText(
                    parent.isEmpty()
                            ? FolderNode.display(folder.id())
                            : parent + " / " + folder.id().name());
            label.setIcon(Icons.of(folder.kind() == Folder.Kind.ORDINARY ? "folder" : icon(folder)));
            label.setIconTextGap(Theme.px(8));
            return label;
        }

        private static String icon(Folder folder) {
            return switch (folder.kind()) {
                case INBOX -> "inbox";
                case DRAFTS -> "drafts";
                case OUTBOX -> "outbox";
                case SENT -> "sent";
                case ARCHIVE -> "archive";
                case TRASH -> "trash";
                case ORDINARY -> "folder";
            };
        }
    }
}
