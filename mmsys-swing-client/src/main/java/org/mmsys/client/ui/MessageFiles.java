package org.mmsys.client.ui;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.awt.Dimension;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JFrame;
import javax.swing.JTextArea;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;
import org.mmsys.client.ui.read.AttachmentSaver;
import org.mmsys.client.ui.read.ReaderPane;

/** A message outside the main window: in one of its own, as source, as file, on paper. Event thread; files are read and written off it. */
final class MessageFiles {
    private static final int SHOWN_MAX = 2 << 20;

    private final JFrame owner;
    private final Desk desk;
    private final Notices notices;
    private final Consumer<Problem> onProblem;

    MessageFiles(JFrame owner, Desk desk, Notices notices, Consumer<Problem> onProblem) {
        this.owner = owner;
        this.desk = desk;
        this.notices = notices;
        this.onProblem = onProblem;
    }

    /** Opens a message in a window of its own. */
    void openWindow(MessageRow row, Commands main, DateTexts dates, ComposeWindows compose) {
        JFrame window = new JFrame(row.subject());
        window.setName("message");
        window.setIconImages(Icons.window());
        Commands commands = new Commands(KeyMap.standard());
        answer(commands, "message.reply", "reply", row, Draft.Kind.REPLY, compose);
        answer(commands, "message.reply-all", "reply-all", row, Draft.Kind.REPLY_ALL, compose);
        answer(commands, "message.forward", "forward", row, Draft.Kind.FORWARD_INLINE, compose);
        commands.add("message.delete", "delete", () -> {
            window.dispose();
            main.run("message.delete");
        });
        commands.add("compose.close", "", window::dispose);
        AttachmentSaver saver = new AttachmentSaver(
                desk.service(), desk.executor(), window, notices::say, text -> onProblem.accept(trouble(text)));
        ReaderPane reader = new ReaderPane(
                desk.service(),
                desk.executor(),
                new ReaderPane.Surroundings(commands, dates, saver, text -> {}, compose::mailto));
        window.setContentPane(reader);
        commands.bindWindow(
                window.getRootPane(),
                List.of("message.reply", "message.reply-all", "message.forward", "compose.close"));
        commands.bindFocused(window.getRootPane(), List.of("compose.close"));
        desk.state().follow(window, "message", Theme.px(760), Theme.px(640));
        window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        reader.show(List.of(row), "");
        window.setVisible(true);
    }

    private static void answer(
            Commands commands, String id, String icon, MessageRow row, Draft.Kind kind, ComposeWindows compose) {
        commands.add(id, icon, () -> compose.answer(row.key(), kind, Optional.empty()));
    }

    private static Problem trouble(String text) {
        return Problem.of(Problem.Cause.DISK, text);
    }

    /** Shows a message as it came. */
    void showSource(MessageRow row) {
        desk.executor()
                .then(
                        desk.service().source(row.key()),
                        file -> desk.executor().computeSlowly(() -> read(file), text -> {
                            JTextArea area = new JTextArea(text);
                            area.setName("source");
                            area.setEditable(false);
                            area.setFont(Theme.monospaced());
                            area.setMargin(new java.awt.Insets(10, 14, 10, 14));
                            area.setCaretPosition(0);
                            Commands.accessible(area, Texts.of("reader.source", row.subject()));
                            ConnectionWindow.open(
                                    owner, "source", Texts.of("reader.source", row.subject()), Forms.scroll(area));
                        }),
                        onProblem);
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(SHOWN_MAX);
            String text = new String(octets, StandardCharsets.UTF_8);
            return octets.length < SHOWN_MAX ? text : text + "\n\n" + Texts.of("reader.cut");
        } catch (IOException unreadable) {
            return String.valueOf(unreadable.getMessage());
        }
    }

    /** Saves a message as it came, octet by octet. */
    void save(MessageRow row) {
        SystemFileChooser chooser = new SystemFileChooser();
        chooser.setDialogTitle(Texts.of("reader.save.title"));
        chooser.setSelectedFile(new File(chooser.getCurrentDirectory(), fileName(row.subject())));
        if (chooser.showSaveDialog(owner) == SystemFileChooser.APPROVE_OPTION) {
            saveTo(row, chooser.getSelectedFile().toPath());
        }
    }

    /** Saves to that file; it has its name only when it is complete. */
    void saveTo(MessageRow row, Path file) {
        desk.executor()
                .then(
                        desk.service().source(row.key()),
                        source -> desk.executor()
                                .computeSlowly(
                                        () -> copy(source, file),
                                        trouble -> trouble.ifPresentOrElse(
                                                why -> onProblem.accept(trouble(
                                                        Texts.of("reader.attachment.failed", file.getFileName(), why))),
                                                () -> notices.say(
                                                        Texts.of("reader.attachment.saved", file.getFileName())))),
                        onProblem);
    }

    private static Optional<String> copy(Path from, Path to) {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    /** A file name that is safe everywhere, made of a subject. */
    static String fileName(String subject) {
        String safe = subject.replaceAll("[\\p{Cntrl}\\s\\\\/:*?\"<>|]+", " ").strip();
        safe = safe.length() > 80 ? safe.substring(0, 80).strip() : safe;
        return (safe.isEmpty() || safe.startsWith(".") ? "message" : safe) + ".eml";
    }

    /** Prints the message on show, in the view it is shown in. */
    void print(ReaderPane reader) {
        String title = reader.shown().map(message -> message.row().subject()).orElse("");
        Printing printing = new Printing(
                owner,
                desk.executor(),
                file -> notices.say(Texts.of("reader.attachment.saved", file.getFileName())),
                onProblem);
        reader.printable(pages -> printing.print(title, pages), onProblem);
    }

    /** A size that fits the screen. */
    static Dimension fitting(int width, int height) {
        return new Dimension(Theme.px(width), Theme.px(height));
    }
}
