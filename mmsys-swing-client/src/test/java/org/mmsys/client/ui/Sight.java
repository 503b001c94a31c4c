package org.mmsys.client.ui;

import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.JEditorPane;
import javax.swing.JTree;
import javax.swing.text.BadLocationException;
import javax.swing.tree.TreePath;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.list.FolderNode;
import org.mmsys.client.ui.rig.Look;

/** What can be read off the main window, and how one comes to a message or a folder in it. Any thread but the event thread. */
final class Sight {
    private final MainFrame frame;

    Sight(MainFrame frame) {
        this.frame = frame;
    }

    static Folder.Id folder(String path) {
        return new Folder.Id(DemoMailService.ACCOUNT, path);
    }

    /** Selects the message of that subject and gives the list the focus. */
    void select(String subject) {
        Look.await("message " + subject, () -> row(subject).isPresent());
        Look.doUi(() -> {
            frame.table().requestFocusInWindow();
            frame.table().select(row(subject).orElseThrow().key());
        });
        Look.await("focus", () -> frame.table().isFocusOwner());
        Look.await(
                "reader",
                () -> frame.reader()
                        .shown()
                        .map(m -> m.row().subject().equals(subject))
                        .orElse(false));
    }

    /** Event thread. */
    private Optional<MessageRow> row(String subject) {
        for (int i = 0; i < frame.model().getRowCount(); i++) {
            if (frame.model().row(i).subject().equals(subject)) {
                return Optional.of(frame.model().row(i));
            }
        }
        return Optional.empty();
    }

    /** Goes to a folder and waits for its rows. */
    void go(String path) {
        Look.await("folder " + path, () -> frame.tree().select(folder(path)));
        settle();
        Look.await("rows of " + path, () -> frame.model().total() == counts(path)[0] || path.equals(Folder.OUTBOX));
        settle();
    }

    /** Waits until the list shows what was asked for last. */
    void settle() {
        Look.await("the list", () -> frame.model().settled());
    }

    /** Waits until so many messages are in the list. */
    void awaitRows(int count) {
        Look.await(
                count + " rows", () -> frame.model().settled() && frame.model().getRowCount() == count);
    }

    List<String> subjects() {
        return Look.onUi(() -> {
            List<String> subjects = new ArrayList<>();
            for (int i = 0; i < frame.model().getRowCount(); i++) {
                subjects.add(frame.model().row(i).subject());
            }
            return subjects;
        });
    }

    /** The subjects of the selected messages. */
    List<String> selected() {
        return Look.onUi(
                () -> frame.selected().stream().map(MessageRow::subject).toList());
    }

    /** Whether the first selected message can be seen. */
    boolean selectionVisible() {
        return Look.onUi(() -> {
            int line = frame.table().getSelectedRow();
            return line >= 0
                    && frame.table()
                            .getVisibleRect()
                            .contains(frame.table().getCellRect(line, 2, true).getLocation());
        });
    }

    /** Where a cell of a message is on the screen. */
    Point cell(String subject, Column column) {
        return Look.onUi(() -> {
            int line = frame.model().place(row(subject).orElseThrow().key()).orElseThrow();
            Rectangle cell =
                    frame.table().getCellRect(line, frame.table().columns().indexOf(column), true);
            Point at = frame.table().getLocationOnScreen();
            return new Point(at.x + cell.x + Math.min(60, cell.width / 2), at.y + cell.y + cell.height / 2);
        });
    }

    /** Where a folder is on the screen. */
    Point line(String path) {
        return Look.onUi(() -> {
            FolderNode node = frame.folders().find(folder(path)).orElseThrow();
            Rectangle line = frame.tree().getPathBounds(new TreePath(node.getPath()));
            Point at = frame.tree().getLocationOnScreen();
            return new Point(at.x + line.x + line.width / 2, at.y + line.y + line.height / 2);
        });
    }

    /** Total and unread of a folder as the tree shows them. Event thread. */
    int[] counts(String path) {
        return frame.folders()
                .find(folder(path))
                .flatMap(FolderNode::folder)
                .map(f -> new int[] {f.total(), f.unread()})
                .orElse(new int[] {-1, -1});
    }

    /** The same from elsewhere. */
    int total(String path) {
        return Look.onUi(() -> counts(path)[0]);
    }

    /** Where words of a text are on the screen. */
    static Point words(JEditorPane pane, String words) {
        Look.await(words, () -> text(pane).contains(words));
        return Look.onUi(() -> {
            Rectangle at = pane.modelToView2D(text(pane).indexOf(words) + 2).getBounds();
            Point corner = pane.getLocationOnScreen();
            return new Point(corner.x + at.x + 2, corner.y + at.y + at.height / 2);
        });
    }

    private static String text(JEditorPane pane) {
        try {
            return pane.getDocument().getText(0, pane.getDocument().getLength());
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether what is dragged would be dropped on that folder. Event thread. */
    boolean droppingOn(String path) {
        JTree.DropLocation at = frame.tree().getDropLocation();
        return at != null
                && at.getPath() != null
                && Optional.of(at.getPath().getLastPathComponent())
                        .equals(frame.folders().find(folder(path)).map(Object.class::cast));
    }

    /** Waits until the folders count so many messages there: the tree hears of a change on its own. */
    void awaitTotal(String path, int count) {
        Look.await("count of " + path, () -> counts(path)[0] == count);
    }

    /** Waits until the list is filtered by just these words, which the filter looks at a moment after the last key. */
    void awaitFiltered(String words) {
        Look.await(
                "filtered by " + words,
                () -> frame.model().query().text().equals(words)
                        && frame.model().settled());
    }

    /** The text of the toast on show. */
    String toast() {
        Look.await("a toast", () -> frame.notices().text().isPresent());
        return Look.onUi(() -> frame.notices().text().orElseThrow());
    }
}
