package org.mmsys.client.ui.write;

import java.awt.Component;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.swing.BorderFactory;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPopupMenu;
import javax.swing.JTextField;
import javax.swing.ListSelectionModel;
import javax.swing.UIManager;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.ui.kit.Avatar;
import org.mmsys.client.ui.kit.Theme;

/** The list of people below an address field, from two letters on; the first is chosen unless the user chooses another. Event thread. */
final class Completion {
    private static final int LETTERS_MIN = 2;
    private static final int SHOWN_MAX = 8;

    private final JTextField field;
    private final Function<String, List<Suggestion>> source;
    private final Consumer<Suggestion> onAccept;
    private final DefaultListModel<Suggestion> model = new DefaultListModel<>();
    private final JList<Suggestion> list = new JList<>(model);
    private final JPopupMenu popup = new JPopupMenu();

    Completion(JTextField field, Function<String, List<Suggestion>> source, Consumer<Suggestion> onAccept) {
        this.field = field;
        this.source = source;
        this.onAccept = onAccept;
        list.setName("completion");
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setFocusable(false);
        list.setCellRenderer(new Cells());
        list.addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent event) {
                int at = list.locationToIndex(event.getPoint());
                if (at >= 0) {
                    list.setSelectedIndex(at);
                    acceptSelected();
                }
            }
        });
        popup.setFocusable(false);
        popup.setBorder(BorderFactory.createCompoundBorder(
                UIManager.getBorder("PopupMenu.border"),
                BorderFactory.createEmptyBorder(Theme.px(2), Theme.px(4), Theme.px(2), Theme.px(4))));
        popup.add(list);
    }

    /** Looks again for what stands in the field. */
    void typed() {
        String text = field.getText().strip();
        if (text.length() < LETTERS_MIN || !field.isFocusOwner()) {
            hide();
            return;
        }
        List<Suggestion> found = source.apply(text);
        if (found.isEmpty()) {
            hide();
            return;
        }
        model.clear();
        found.stream().limit(SHOWN_MAX).forEach(model::addElement);
        list.setVisibleRowCount(model.size());
        list.setSelectedIndex(0);
        popup.pack();
        if (popup.isVisible()) {
            popup.revalidate();
        }
        popup.show(field, 0, field.getHeight() + Theme.px(4));
        field.requestFocusInWindow();
    }

    boolean isOpen() {
        return popup.isVisible();
    }

    void hide() {
        popup.setVisible(false);
    }

    /** Goes up or down. */
    void move(int step) {
        if (isOpen()) {
            int next = Math.floorMod(list.getSelectedIndex() + step, model.size());
            list.setSelectedIndex(next);
            list.ensureIndexIsVisible(next);
        }
    }

    /** Takes the chosen person; false when the list is not open. */
    boolean acceptSelected() {
        if (!isOpen() || list.isSelectionEmpty()) {
            return false;
        }
        Suggestion chosen = list.getSelectedValue();
        hide();
        onAccept.accept(chosen);
        return true;
    }

    private static final class Cells extends DefaultListCellRenderer {
        @Override
        public Component getListCellRendererComponent(
                JList<?> of, Object value, int index, boolean selected, boolean focused) {
            JLabel label = (JLabel) super.getListCellRendererComponent(of, value, index, selected, false);
            Suggestion suggestion = (Suggestion) value;
            String name = suggestion.person().name();
            String address = suggestion.person().address();
            label.setText(name.isBlank() ? address : name + "   " + address);
            label.setIcon(new Avatar(name, address, 22));
            label.setIconTextGap(Theme.px(8));
            label.setBorder(BorderFactory.createEmptyBorder(Theme.px(4), Theme.px(8), Theme.px(4), Theme.px(24)));
            return label;
        }
    }
}
