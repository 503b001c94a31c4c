package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javax.swing.JList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** Messages moved, deleted, marked and taken back, by mouse and by keys (client.md, points 11 and 12). */
final class MovingTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private MainFrame frame;
    private Sight sight;

    @BeforeEach
    void open() {
        frame = rig.open(new DemoMailService(true));
        sight = new Sight(frame);
        sight.awaitRows(14);
    }

    @Test
    void draggingMovesAMessageAndControlZBringsItBack() {
        sight.select("Lunch on Friday?");
        rig.hands()
                .drag(
                        sight.cell("Lunch on Friday?", Column.SUBJECT),
                        sight.line("Travel"),
                        () -> sight.droppingOn("Travel"));
        sight.awaitRows(13);
        assertThat(sight.subjects()).doesNotContain("Lunch on Friday?");
        sight.awaitTotal("Travel", 1);
        assertThat(sight.toast()).isEqualTo("1 message moved to Travel");

        Look.doUi(() -> frame.table().requestFocusInWindow());
        rig.hands().press("ctrl Z");
        sight.awaitRows(14);
        assertThat(sight.subjects()).contains("Lunch on Friday?");
        sight.awaitTotal("Travel", 0);
    }

    @Test
    void threeLettersAndEnterMoveWithoutTheMouse() {
        sight.select("Re: Visit in Paris");
        rig.hands().press("ctrl shift V");
        JList<?> list = Look.find(JList.class, "move.list");
        rig.hands().type("eng");
        Look.await("one folder is left", () -> list.getModel().getSize() == 1);
        rig.hands().press("ENTER");
        sight.awaitRows(13);
        sight.awaitTotal("Projects/Engine", 1);

        sight.select("Welcome to MMSys");
        rig.hands().press("ctrl shift M");
        sight.awaitTotal("Projects/Engine", 2);
    }

    @Test
    void escapeLeavesThePickerAndTheMessagesWhereTheyAre() {
        sight.select("Welcome to MMSys");
        rig.hands().press("ctrl shift V");
        Look.window("move");
        rig.hands().type("zzz");
        assertThat(Look.isThere("move.none") || Look.isOpen("move")).isTrue();
        rig.hands().press("ENTER");
        assertThat(Look.isOpen("move")).isTrue();
        rig.hands().press("ESCAPE");
        Look.await("the picker has gone", () -> Look.showing().size() == 1);
        assertThat(sight.subjects()).hasSize(14);
    }

    @Test
    void deletingGoesOnToTheNextMessageAndUndoOfTheToastBringsItBack() {
        sight.select("Invoice 2231");
        int line = Look.onUi(() -> frame.table().getSelectedRow());
        rig.hands().press("DELETE");
        sight.awaitRows(13);
        assertThat(Look.onUi(() -> frame.table().getSelectedRow())).isEqualTo(line);
        assertThat(sight.toast()).isEqualTo("1 message moved to Trash");
        rig.hands().click(Look.find(javax.swing.JButton.class, "toast.undo"));
        sight.awaitRows(14);
        assertThat(sight.subjects()).contains("Invoice 2231");
    }

    @Test
    void lettersMarkAndWalkOnlyWhereNothingIsTyped() {
        sight.select("Welcome to MMSys");
        rig.hands().press("S");
        Look.await("starred", () -> one().has(Mark.STARRED));
        rig.hands().press("M");
        Look.await("unread", () -> one().unread());
        rig.hands().press("B");
        assertThat(sight.selected()).containsExactly("Numbers for the trajectory");
        rig.hands().press("F");
        assertThat(sight.selected()).containsExactly("Welcome to MMSys");
        rig.hands().press("N");
        Look.await(
                "an unread message",
                () -> frame.selected().size() == 1
                        && !frame.selected().get(0).subject().equals("Welcome to MMSys"));

        rig.hands().press("typed /");
        Look.await("focus in the filter", () -> Look.showing().get(0).getFocusOwner() != frame.table());
        rig.hands().type("sm");
        sight.settle();
        assertThat(Look.find(javax.swing.JTextField.class, "filter.text").getText())
                .isEqualTo("sm");
    }

    @Test
    void theArchiveKeyMovesSeveralMessagesAtOnce() {
        sight.select("Lunch on Friday?");
        rig.hands().press("shift DOWN");
        assertThat(sight.selected()).hasSize(2);
        rig.hands().press("A");
        sight.awaitRows(12);
        sight.awaitTotal("Archive", 2);
        assertThat(sight.toast()).isEqualTo("2 messages moved to Archive");
    }

    private MessageRow one() {
        return frame.selected().get(0);
    }
}
