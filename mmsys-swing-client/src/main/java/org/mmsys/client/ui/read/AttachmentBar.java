package org.mmsys.client.ui.read;

import java.awt.Dimension;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.OpenedMessage.Part;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Sizes;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.WrapLayout;

/** The attachments of the message on show, the first two dozen by name; all of them can be saved. Event thread. */
final class AttachmentBar extends Surface {
    private static final int NAME_MAX = 40;
    private static final int SHOWN_MAX = 24;

    private final JLabel title = new JLabel(Icons.of("attachment", 15));
    private final JButton saveAll = new JButton(Texts.of("reader.attachment.save-all"), Icons.of("save", 14));
    private final JPanel files = new JPanel(new WrapLayout(6, 0));
    private final transient Actions actions;

    /** What can be done with an attachment. */
    interface Actions {
        void open(Part part);

        void save(Part part);

        void saveAll(List<Part> parts);

        /** Makes a temporary file of it, for another program. */
        void file(Part part, Consumer<Path> made);
    }

    AttachmentBar(Actions actions) {
        super(new MigLayout("insets 6 16 8 12, fillx, gap 6 4", "[][grow,fill,0::][]", "[center]"), "Mms.paper");
        this.actions = actions;
        setName("reader.attachments");
        setBorder(Forms.line(true, false, false, false));
        title.setName("reader.attachments.title");
        saveAll.setName("reader.attachments.save-all");
        saveAll.putClientProperty("JButton.buttonType", "toolBarButton");
        files.setOpaque(false);
        add(title);
        add(files, "wmin 0");
        add(saveAll);
        setVisible(false);
    }

    /** Shows these; hides itself when there are none. */
    void show(List<Part> parts) {
        setVisible(!parts.isEmpty());
        files.removeAll();
        long sum = parts.stream().mapToLong(Part::sizeBytes).sum();
        title.setText(Texts.of("reader.attachments", parts.size(), Sizes.of(sum)));
        parts.stream().limit(SHOWN_MAX).forEach(part -> files.add(chip(part)));
        saveAll.setVisible(parts.size() > 1);
        for (var old : saveAll.getActionListeners()) {
            saveAll.removeActionListener(old);
        }
        saveAll.addActionListener(pressed -> actions.saveAll(parts));
        files.revalidate();
        files.repaint();
    }

    private JButton chip(Part part) {
        String name = part.name().length() <= NAME_MAX
                ? part.name()
                : part.name().substring(0, NAME_MAX - 8) + "…"
                        + part.name().substring(part.name().length() - 7);
        JButton chip = new JButton(name + "   " + Sizes.of(part.sizeBytes()), Icons.of(icon(part.type()), 15));
        chip.setName("reader.attachment." + part.number());
        chip.putClientProperty("JButton.buttonType", "roundRect");
        chip.setIconTextGap(Theme.px(6));
        chip.setToolTipText(Texts.of("reader.attachment.tip", part.name(), part.type(), Sizes.of(part.sizeBytes())));
        Commands.accessible(chip, chip.getToolTipText());
        JPopupMenu menu = menu(part);
        chip.addActionListener(pressed -> menu.show(chip, 0, chip.getHeight()));
        chip.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                if (event.getClickCount() == 2) {
                    menu.setVisible(false);
                    actions.open(part);
                }
            }
        });
        PartDrag.on(chip, made -> actions.file(part, made));
        return chip;
    }

    private JPopupMenu menu(Part part) {
        JPopupMenu menu = new JPopupMenu();
        menu.add(Texts.of("reader.attachment.open")).addActionListener(pressed -> actions.open(part));
        menu.add(Texts.of("reader.attachment.save")).addActionListener(pressed -> actions.save(part));
        menu.getComponent(0).setName("reader.attachment.open");
        menu.getComponent(1).setName("reader.attachment.save");
        return menu;
    }

    private static String icon(String type) {
        String kind = type.toLowerCase(Locale.ROOT);
        if (kind.startsWith("image/")) {
            return "image";
        }
        return kind.startsWith("message/") ? "mail" : "file";
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(0, getPreferredSize().height);
    }
}
