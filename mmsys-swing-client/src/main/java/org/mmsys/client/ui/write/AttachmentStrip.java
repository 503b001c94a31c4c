package org.mmsys.client.ui.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Sizes;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WrapLayout;

/** The files that go with a message, and how large it has become. Event thread; files are looked at off it. */
final class AttachmentStrip extends Surface {
    private static final int FILES_MAX = 200;

    private final JPanel chips = new JPanel(new WrapLayout(Theme.px(6), 0));
    private final JLabel size = Forms.muted("");
    private final transient UiExecutor executor;
    private final transient BiConsumer<Path, String> onFailed;
    private final transient List<Draft.Attachment> files = new ArrayList<>();
    private transient Runnable onChange = () -> {};

    AttachmentStrip(UiExecutor executor, BiConsumer<Path, String> onFailed) {
        super(new MigLayout("insets 6 14 6 14, fillx, gap 10", "[grow,fill,0::][]", "[center]"), "Mms.paper");
        this.executor = executor;
        this.onFailed = onFailed;
        setName("compose.attachments");
        setBorder(Forms.line(true, false, false, false));
        chips.setOpaque(false);
        size.setName("compose.size");
        add(chips, "wmin 0");
        add(size);
        rebuild();
    }

    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Adds files; folders and what cannot be read are named and left out. */
    void attach(List<Path> paths) {
        executor.computeSlowly(
                () -> paths.stream().limit(FILES_MAX).map(AttachmentStrip::look).toList(), looked -> {
                    for (Looked one : looked) {
                        if (one.file().isPresent() && files.size() < FILES_MAX) {
                            files.add(one.file().get());
                        } else {
                            onFailed.accept(one.path(), one.trouble());
                        }
                    }
                    rebuild();
                    onChange.run();
                });
    }

    private record Looked(Path path, Optional<Draft.Attachment> file, String trouble) {}

    private static Looked look(Path path) {
        try {
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                return new Looked(path, Optional.empty(), Texts.of("compose.attach.no-file"));
            }
            Path name = path.getFileName();
            String type = Optional.ofNullable(Files.probeContentType(path)).orElse("application/octet-stream");
            return new Looked(
                    path, Optional.of(new Draft.Attachment(path, String.valueOf(name), type, Files.size(path))), "");
        } catch (IOException unreadable) {
            return new Looked(path, Optional.empty(), String.valueOf(unreadable.getMessage()));
        }
    }

    /** The files. */
    List<Draft.Attachment> files() {
        return List.copyOf(files);
    }

    /** Shows these files. */
    void setFiles(List<Draft.Attachment> all) {
        files.clear();
        files.addAll(all);
        rebuild();
    }

    /** Says how large the message is, and how large the server lets it be. */
    void showSize(long octets, Optional<Long> limit) {
        boolean over = limit.isPresent() && octets > limit.get();
        size.setText(
                limit.isPresent()
                        ? Texts.of("compose.size", Sizes.of(octets), Sizes.of(limit.get()))
                        : Texts.of("compose.size.unlimited", Sizes.of(octets)));
        size.setIcon(over ? Icons.of("warning", 14) : null);
        size.setVisible(!files.isEmpty() || over);
        setVisible(!files.isEmpty() || over);
    }

    private void rebuild() {
        chips.removeAll();
        for (Draft.Attachment file : files) {
            JButton chip = new JButton(file.name() + "   " + Sizes.of(file.sizeBytes()), Icons.of("attachment", 13));
            chip.setName("compose.attachment");
            chip.putClientProperty("JButton.buttonType", "roundRect");
            chip.setToolTipText(Texts.of("compose.remove", file.name()));
            chip.setHorizontalTextPosition(JButton.LEADING);
            chip.setIcon(Icons.of("close", 12));
            chip.setIconTextGap(Theme.px(8));
            Commands.accessible(chip, Texts.of("compose.remove", file.name()));
            chip.addActionListener(pressed -> {
                files.remove(file);
                rebuild();
                onChange.run();
            });
            chips.add(chip);
        }
        setVisible(!files.isEmpty());
        chips.revalidate();
        revalidate();
        repaint();
    }
}
