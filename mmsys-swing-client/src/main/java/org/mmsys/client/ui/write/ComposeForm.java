package org.mmsys.client.ui.write;

import java.awt.Font;
import java.awt.Insets;
import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.AbstractDocument;
import javax.swing.text.JTextComponent;
import javax.swing.undo.UndoManager;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fields of a message being written: from, to, cc, bcc, subject, text. Event thread. */
final class ComposeForm {
    private static final Logger log = LoggerFactory.getLogger(ComposeForm.class);
    private static final int PASTE_MAX = 1_000_000;

    private final Surface head = new Surface(
            new MigLayout("insets 4 0 0 0, fillx, wrap 2, gap 0 0, hidemode 3", "[right]0[grow,fill,0::]"),
            "Mms.paper");
    private final List<Account> accounts;
    private final JComboBox<String> from = new JComboBox<>();
    private final AddressField to;
    private final AddressField cc;
    private final AddressField bcc;
    private final JTextField subject = new JTextField();
    private final JTextArea body = new JTextArea() {
        @Override
        public void updateUI() {
            super.updateUI();
            setFont(Theme.monospaced());
        }
    };
    private final JScrollPane scroll = Forms.scroll(body);
    private final List<JComponent> copies = new ArrayList<>();
    private final JButton showCopies = new JButton(Texts.of("compose.cc-bcc"));
    private Runnable onChange = () -> {};

    ComposeForm(MailService service, Draft draft) {
        accounts = service.accounts();
        to = new AddressField("compose.to", typed -> service.complete(typed, 8));
        cc = new AddressField("compose.cc", typed -> service.complete(typed, 8));
        bcc = new AddressField("compose.bcc", typed -> service.complete(typed, 8));
        build();
        fill(draft);
        listen();
    }

    private void build() {
        head.setBorder(Forms.line(false, false, true, false));
        from.setName("compose.from");
        accounts.forEach(a -> from.addItem(new Person(a.fullName(), a.address()).toString()));
        row("compose.from", from, accounts.size() > 1);
        JPanel first = new JPanel(new MigLayout("insets 0, fillx", "[grow,fill,0::][]", "[center]"));
        first.setOpaque(false);
        showCopies.setName("compose.show-copies");
        showCopies.putClientProperty("JButton.buttonType", "borderless");
        Theme.style(showCopies, "small");
        showCopies.addActionListener(pressed -> showCopies());
        first.add(to, "wmin 0");
        first.add(showCopies);
        row("compose.to", first, true);
        copies.addAll(row("compose.cc", cc, true));
        copies.addAll(row("compose.bcc", bcc, true));
        to.typing().getAccessibleContext().setAccessibleName(Texts.label("compose.to"));
        cc.typing().getAccessibleContext().setAccessibleName(Texts.label("compose.cc"));
        bcc.typing().getAccessibleContext().setAccessibleName(Texts.label("compose.bcc"));
        subject.setName("compose.subject");
        subject.setOpaque(false);
        subject.setBorder(BorderFactory.createEmptyBorder(Theme.px(7), Theme.px(2), Theme.px(7), Theme.px(2)));
        subject.setFont(subject.getFont().deriveFont(Font.BOLD));
        Theme.style(subject, "semibold");
        row("compose.subject", subject, true);
        body.setName("compose.body");
        body.setLineWrap(true);
        body.setWrapStyleWord(true);
        body.setMargin(new Insets(Theme.px(14), Theme.px(16), Theme.px(14), Theme.px(16)));
        body.setFont(Theme.monospaced());
        Commands.accessible(body, Texts.of("compose.body"));
        for (JTextComponent text : List.of(subject, body)) {
            UndoManager undo = new UndoManager();
            undo.setLimit(2_000);
            ((AbstractDocument) text.getDocument()).addUndoableEditListener(undo);
            ComposeTools.bindUndo(text, undo);
        }
    }

    private List<JComponent> row(String key, JComponent field, boolean shown) {
        JLabel label = Forms.muted(Texts.label(key));
        label.setLabelFor(field);
        JPanel cell = new JPanel(new MigLayout("insets 0 8 0 12, fillx", "[grow,fill,0::]", "[grow,fill]"));
        cell.setOpaque(false);
        cell.add(field, "wmin 0, hmin " + Theme.px(32));
        cell.setBorder(null);
        label.setBorder(BorderFactory.createEmptyBorder(Theme.px(6), Theme.px(16), 0, Theme.px(4)));
        if (head.getComponentCount() > 0 && (accounts.size() > 1 || head.getComponentCount() > 2)) {
            Surface line = new Surface(new MigLayout(), "Mms.line");
            line.setVisible(shown);
            head.add(line, "spanx 2, growx, height 1!, gapleft 16");
            if (key.endsWith("cc") || key.endsWith(".bcc")) {
                copies.add(line);
            }
        }
        head.add(label, "aligny top");
        head.add(cell);
        label.setVisible(shown);
        cell.setVisible(shown);
        return List.of(label, cell);
    }

    private void showCopies() {
        copies.forEach(part -> part.setVisible(true));
        showCopies.setVisible(false);
        head.revalidate();
        cc.typing().requestFocusInWindow();
    }

    private void fill(Draft draft) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).id().equals(draft.account())) {
                from.setSelectedIndex(i);
            }
        }
        to.setText(draft.to());
        cc.setText(draft.cc());
        bcc.setText(draft.bcc());
        boolean copied = !draft.cc().isBlank() || !draft.bcc().isBlank();
        copies.forEach(part -> part.setVisible(copied));
        showCopies.setVisible(!copied);
        subject.setText(draft.subject());
        body.setText(draft.body());
        body.setCaretPosition(0);
    }

    private void listen() {
        DocumentListener typed = new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                onChange.run();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                onChange.run();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        };
        subject.getDocument().addDocumentListener(typed);
        body.getDocument().addDocumentListener(typed);
        from.addActionListener(chosen -> onChange.run());
        Stream.of(to, cc, bcc).forEach(field -> field.onChange(() -> onChange.run()));
    }

    void onChange(Runnable listener) {
        onChange = listener;
    }

    JComponent head() {
        return head;
    }

    JScrollPane bodyScroll() {
        return scroll;
    }

    JTextArea body() {
        return body;
    }

    String subject() {
        return subject.getText();
    }

    String account() {
        int at = from.getSelectedIndex();
        return at < 0 ? "" : accounts.get(at).id();
    }

    List<AddressText> recipients() {
        return Stream.of(to, cc, bcc)
                .flatMap(field -> field.addresses().stream())
                .toList();
    }

    void removeRecipient(AddressText who) {
        Stream.of(to, cc, bcc).forEach(field -> field.removeAddress(who.address()));
    }

    /** Makes pills of what is still being typed. */
    void commit() {
        Stream.of(to, cc, bcc).forEach(AddressField::commit);
    }

    /** What the window itself has against sending. */
    List<String> objections() {
        List<AddressText> all = recipients();
        List<String> objections = new ArrayList<>();
        all.stream()
                .filter(address -> !address.good())
                .forEach(address -> objections.add(Texts.of("compose.bad-address", address.written())));
        if (all.isEmpty()) {
            objections.add(Texts.of("compose.no-recipient"));
        }
        return objections;
    }

    /** The draft with what stands in the fields. */
    Draft read(Draft base, List<Draft.Attachment> files) {
        Draft draft = base.with(to.text(), cc.text(), bcc.text(), subject.getText(), body.getText(), files);
        return account().isEmpty() || account().equals(base.account()) ? draft : draft.from(account());
    }

    /** Puts the caret where one begins: into the first empty field. */
    void focusFirst() {
        if (to.addresses().isEmpty()) {
            to.typing().requestFocusInWindow();
        } else if (subject.getText().isBlank()) {
            focusSubject();
        } else {
            body.requestFocusInWindow();
        }
    }

    void focusSubject() {
        subject.requestFocusInWindow();
    }

    /** Pastes the clipboard with a mark before each line. */
    void pasteQuoted() {
        try {
            Object text = Toolkit.getDefaultToolkit().getSystemClipboard().getData(DataFlavor.stringFlavor);
            String pasted = String.valueOf(text);
            if (pasted.length() <= PASTE_MAX) {
                body.replaceSelection("> " + pasted.strip().replace("\n", "\n> ") + "\n");
            }
        } catch (UnsupportedFlavorException | IOException | IllegalStateException empty) {
            log.atDebug().setCause(empty).log("nothing to paste");
        }
    }
}
