package org.mmsys.client.ui;

import java.awt.Taskbar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.swing.Timer;
import org.mmsys.client.core.Events.RowsChanged;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;

/**
 * Tells of new mail: one notice for all that comes together, in the window, and on the desktop while the window is not in front.
 *
 * <p>It never takes the place of a notice that offers Undo. Event thread.
 */
final class NewMail {
    private static final int TOGETHER_MILLIS = 800;
    private static final int NAMED_MAX = 3;
    private static final String KEPT = "notify";

    private final MainFrame frame;
    private final Desk desk;
    private final Timer timer;
    private final List<MessageRow> fresh = new ArrayList<>();
    private final DesktopNotice desktop;
    private BiConsumer<String, String> outside;
    private int count;

    NewMail(MainFrame frame, Desk desk) {
        this.frame = frame;
        this.desk = desk;
        this.desktop = new DesktopNotice(() -> FrontDoor.open(frame, ""));
        this.outside = (title, text) -> desk.executor()
                .computeSlowly(
                        () -> {
                            desktop.show(title, text);
                            return true;
                        },
                        shown -> {});
        timer = new Timer(TOGETHER_MILLIS, tick -> tell());
        timer.setRepeats(false);
    }

    /** Who shows what is told outside of the window: title and text. */
    void outside(BiConsumer<String, String> other) {
        outside = other;
    }

    /** Rows came; those that nobody has seen are told of a moment later. */
    void arrived(RowsChanged change) {
        Folder.Kind kind = Folder.kindOf(change.folder().path());
        if (change.fetched() == 0 || kind == Folder.Kind.TRASH) {
            return;
        }
        count += change.fetched();
        change.added().stream()
                .filter(MessageRow::unread)
                .limit(NAMED_MAX)
                .filter(row -> fresh.size() < NAMED_MAX)
                .forEach(fresh::add);
        timer.restart();
    }

    private void tell() {
        String title = Texts.of("toast.new-mail", count);
        List<String> lines = new ArrayList<>();
        fresh.forEach(row -> lines.add(Texts.of(
                "notify.line", row.from(), row.subject().isBlank() ? Texts.of("list.no-subject") : row.subject())));
        count = 0;
        fresh.clear();
        if (frame.notices().text().isEmpty()) {
            frame.notices().say(title);
        }
        if (on() && !frame.isActive()) {
            outside.accept(title, String.join("\n", lines));
            attract();
        }
    }

    private void attract() {
        if (Taskbar.isTaskbarSupported() && Taskbar.getTaskbar().isSupported(Taskbar.Feature.USER_ATTENTION_WINDOW)) {
            Taskbar.getTaskbar().requestWindowUserAttention(frame);
        }
    }

    /** Whether mail has come that has not been told of yet. */
    boolean waiting() {
        return timer.isRunning();
    }

    /** Whether the desktop is told, too. */
    boolean on() {
        return desk.state().get(KEPT).map(Boolean::valueOf).orElse(true);
    }

    void toggle() {
        desk.state().put(KEPT, !on());
        frame.commands().setSelected("view.notify", on());
    }

    /** No more notices. */
    void close() {
        timer.stop();
        desktop.close();
    }
}
