package org.mmsys.client.ui.write;

import java.awt.Color;
import java.awt.Component;
import java.awt.Insets;
import java.awt.KeyboardFocusManager;
import java.awt.event.ActionEvent;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.UIManager;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.WrapLayout;

/**
 * A field for recipients: those that are complete become pills, what is being typed is completed from people written to before.
 *
 * <p>Comma, semicolon, Enter and Tab end an address; so does leaving the field. Nothing that was typed is ever thrown away: what is no
 * address becomes a red pill. Event thread.
 */
final class AddressField extends JPanel {
    private final JTextField typing = new JTextField();
    private final transient Completion completion;
    private transient Runnable onChange = () -> {};

    AddressField(String name, Function<String, List<Suggestion>> suggestions) {
        super(new WrapLayout(Theme.px(5), Theme.px(120)));
        setName(name);
        setBorder(BorderFactory.createEmptyBorder(Theme.px(4), 0, Theme.px(4), 0));
        setOpaque(false);
        typing.setName(name + ".text");
        typing.setBorder(BorderFactory.createEmptyBorder(2, 2, 2, 2));
        typing.setOpaque(false);
        typing.setMargin(new Insets(0, 0, 0, 0));
        typing.putClientProperty("JTextField.padding", new Insets(0, 0, 0, 0));
        typing.setFocusTraversalKeys(
                KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, Set.of(KeyStroke.getKeyStroke("ctrl TAB")));
        add(typing);
        completion = new Completion(typing, suggestions, this::accept);
        listen();
        addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent event) {
                typing.requestFocusInWindow();
            }
        });
    }

    private void listen() {
        typing.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                typed();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                typed();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        });
        typing.addFocusListener(new FocusAdapter() {
            @Override
            public void focusLost(FocusEvent event) {
                if (!event.isTemporary()) {
                    completion.hide();
                    commit();
                }
            }
        });
        bind("ENTER", () -> {
            if (!completion.acceptSelected()) {
                commit();
            }
        });
        bind("TAB", () -> {
            if (!completion.acceptSelected()) {
                commit();
                typing.transferFocus();
            }
        });
        bind("ESCAPE", completion::hide);
        bind("DOWN", () -> completion.move(1));
        bind("UP", () -> completion.move(-1));
        bind("BACK_SPACE", this::backspace);
    }

    private void bind(String key, Runnable run) {
        Object before = typing.getInputMap(JComponent.WHEN_FOCUSED).get(KeyStroke.getKeyStroke(key));
        String name = "address." + key;
        typing.getInputMap(JComponent.WHEN_FOCUSED).put(KeyStroke.getKeyStroke(key), name);
        typing.getActionMap().put(name, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent event) {
                boolean passOn = key.equals("BACK_SPACE") && !typing.getText().isEmpty()
                        || key.equals("ESCAPE") && !completion.isOpen();
                if (passOn && before != null) {
                    typing.getActionMap().get(before).actionPerformed(event);
                } else if (passOn) {
                    escape(event);
                } else {
                    run.run();
                }
            }
        });
    }

    /** Escape closes the window when it has no list to close. */
    private void escape(ActionEvent event) {
        JComponent root = getRootPane();
        if (root != null && root.getActionMap().get("compose.close") != null) {
            root.getActionMap().get("compose.close").actionPerformed(event);
        }
    }

    private void backspace() {
        List<Pill> pills = pills();
        if (!pills.isEmpty()) {
            edit(pills.get(pills.size() - 1));
        }
    }

    private void typed() {
        String text = typing.getText();
        boolean ended = text.indexOf(',') >= 0 || text.indexOf(';') >= 0 || text.indexOf('\n') >= 0;
        if (ended && text.chars().filter(c -> c == '"').count() % 2 == 0) {
            javax.swing.SwingUtilities.invokeLater(this::commit);
            return;
        }
        completion.typed();
        onChange.run();
    }

    private void accept(Suggestion chosen) {
        typing.setText("");
        AddressText.one(chosen.person().toString()).ifPresent(this::addPill);
        onChange.run();
    }

    /** Makes pills of what has been typed. */
    void commit() {
        String text = typing.getText();
        if (!text.isBlank()) {
            typing.setText("");
            AddressText.parse(text).forEach(this::addPill);
            onChange.run();
        }
    }

    private void addPill(AddressText address) {
        Pill[] pill = new Pill[1];
        pill[0] = new Pill(address, () -> remove(pill[0], true), () -> edit(pill[0]));
        add(pill[0], getComponentCount() - 1);
        relayout();
    }

    private void edit(Pill pill) {
        remove(pill, false);
        commit();
        typing.setText(pill.address().written());
        typing.requestFocusInWindow();
    }

    private void remove(Pill pill, boolean focus) {
        remove((Component) pill);
        relayout();
        onChange.run();
        if (focus) {
            typing.requestFocusInWindow();
        }
    }

    /** Takes a recipient out. */
    void removeAddress(String address) {
        pills().stream()
                .filter(p -> p.address().address().equalsIgnoreCase(address))
                .forEach(p -> remove(p, true));
    }

    private void relayout() {
        revalidate();
        repaint();
    }

    private List<Pill> pills() {
        List<Pill> pills = new ArrayList<>();
        for (Component child : getComponents()) {
            if (child instanceof Pill pill) {
                pills.add(pill);
            }
        }
        return pills;
    }

    /** Hears every change. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** The recipients, those still being typed included. */
    List<AddressText> addresses() {
        List<AddressText> all = pills().stream().map(Pill::address).collect(Collectors.toCollection(ArrayList::new));
        all.addAll(AddressText.parse(typing.getText()));
        return all;
    }

    /** The recipients as one text. */
    String text() {
        return addresses().stream().map(AddressText::written).collect(Collectors.joining(", "));
    }

    /** Shows these recipients. */
    void setText(String list) {
        pills().forEach(pill -> remove((Component) pill));
        AddressText.parse(list).forEach(this::addPill);
        relayout();
    }

    /** The component that takes the focus. */
    JTextField typing() {
        return typing;
    }

    @Override
    public Color getBackground() {
        Color paper = UIManager.getColor("Mms.paper");
        return paper == null ? super.getBackground() : paper;
    }
}
