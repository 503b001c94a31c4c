package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Point;
import java.awt.Rectangle;
import java.time.Duration;
import java.util.List;
import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.table.JTableHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.ThreadLinks;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.list.ListQuery;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** The message list on a screen (client.md, points 14 to 17). */
final class ListWindowTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private DemoMailService service;
    private MainFrame frame;
    private Sight sight;

    @BeforeEach
    void open() {
        service = new DemoMailService(true);
        service.fill("Projects/MMSys", DemoMails.many(DemoMailService.ACCOUNT, "Projects/MMSys", 400));
        frame = rig.open(service);
        sight = new Sight(frame);
        sight.awaitRows(14);
    }

    private Point header(Column column) {
        return Look.onUi(() -> {
            JTableHeader header = frame.table().getTableHeader();
            Rectangle cell = header.getHeaderRect(frame.table().columns().indexOf(column));
            Point at = header.getLocationOnScreen();
            return new Point(at.x + cell.x + cell.width / 2, at.y + cell.y + cell.height / 2);
        });
    }

    @Test
    void sortingByEachColumnKeepsTheSelectedMessageSelectedAndVisible() {
        sight.go("Projects/MMSys");
        String subject = sight.subjects().get(200);
        sight.select(subject);
        for (Column column : Look.onUi(() -> frame.table().columns())) {
            for (int way = 0; way < 2; way++) {
                List<String> before = sight.subjects();
                ListQuery how = Look.onUi(() -> frame.model().query());
                rig.hands().click(header(column), 1);
                Look.await(
                        "sorted by " + column,
                        () -> !frame.model().query().equals(how)
                                && frame.model().settled());
                assertThat(Look.onUi(() -> frame.model().query().sort())).isEqualTo(column);
                assertThat(sight.subjects()).as("%s %d", column, way).isNotEqualTo(before);
                assertThat(sight.selected()).as("%s %d", column, way).containsExactly(subject);
                assertThat(sight.selectionVisible()).as("%s %d", column, way).isTrue();
            }
        }
    }

    @Test
    void theFilterNarrowsWhileOneTypesAndEscapeRestoresSelectionAndPlace() {
        sight.go("Projects/MMSys");
        String subject = sight.subjects().get(250);
        sight.select(subject);
        int place = Look.onUi(() -> frame.table().getSelectedRow());
        rig.hands().press("ctrl shift K");
        JTextField field = Look.find(JTextField.class, "filter.text");
        rig.hands().awaitFocus(field);
        JLabel count = Look.find(JLabel.class, "filter.count");
        assertThat(count.getText()).isEqualTo("400 messages");
        rig.hands().type("inv");
        sight.awaitFiltered("inv");
        int first = Look.onUi(() -> frame.model().getRowCount());
        assertThat(first).isLessThan(400);
        assertThat(count.getText()).isEqualTo(first + " of 400");
        rig.hands().type("oice pla");
        sight.awaitFiltered("invoice pla");
        assertThat(Look.onUi(() -> frame.model().getRowCount())).isLessThan(first);
        assertThat(sight.subjects()).isNotEmpty().allMatch(s -> s.contains("invoice") && s.contains("pla"));
        rig.hands().press("ESCAPE");
        sight.awaitRows(400);
        assertThat(field.getText()).isEmpty();
        assertThat(sight.selected()).containsExactly(subject);
        assertThat(Look.onUi(() -> frame.table().getSelectedRow())).isEqualTo(place);
        assertThat(sight.selectionVisible()).isTrue();
        Look.await("focus in the list", () -> frame.table().isFocusOwner());
    }

    @Test
    void theTogglesOfTheFilterLeaveUnreadStarredOrAttached() {
        rig.hands().click(Look.find(Component.class, "filter.unread"));
        Look.await("unread only", () -> frame.model().getRowCount() < 14);
        assertThat(Look.onUi(() -> frame.model().row(0).unread())).isTrue();
        rig.hands().click(Look.find(Component.class, "filter.attachment"));
        rig.hands().click(Look.find(Component.class, "filter.starred"));
        Look.await("one is left", () -> frame.model().getRowCount() == 1);
        assertThat(sight.subjects()).containsExactly("Board minutes");
    }

    @Test
    void whatNothingMatchesSaysSo() {
        rig.hands().press("ctrl shift K");
        rig.hands().type("qqqq");
        Look.find(JLabel.class, "list.empty.title", label -> label.getText().equals("No message matches"));
    }

    @Test
    void unreadIsBoldAndSpokenAndNarrowColumnsHaveNames() {
        int unread = Look.onUi(() -> line("Invoice 2231"));
        int read = Look.onUi(() -> line("Lunch on Friday?"));
        int subject = Look.onUi(() -> frame.table().columns().indexOf(Column.SUBJECT));
        int star = Look.onUi(() -> frame.table().columns().indexOf(Column.STAR));
        int clip = Look.onUi(() -> frame.table().columns().indexOf(Column.ATTACHMENT));
        assertThat(font(unread, subject)).isNotEqualTo(font(read, subject));
        assertThat(spoken(unread, subject)).isEqualTo("unread, Invoice 2231");
        assertThat(spoken(read, subject)).isEqualTo("Lunch on Friday?");
        assertThat(spoken(Look.onUi(() -> line("Board minutes")), star)).isEqualTo("starred");
        assertThat(spoken(unread, clip)).isEqualTo("has attachments");
        assertThat(Look.onUi(() -> headerName(star))).isEqualTo("Star");
        assertThat(Look.onUi(() -> headerName(clip))).isEqualTo("Attachment");
    }

    private int line(String subject) {
        for (int i = 0; i < frame.model().getRowCount(); i++) {
            if (frame.model().row(i).subject().equals(subject)) {
                return i;
            }
        }
        throw new AssertionError(subject);
    }

    private String font(int line, int column) {
        return Look.onUi(() -> {
            java.awt.Font font = cell(line, column).getFont();
            return font.getFontName() + font.getStyle();
        });
    }

    private String spoken(int line, int column) {
        return Look.onUi(() -> cell(line, column).getAccessibleContext().getAccessibleName());
    }

    private Component cell(int line, int column) {
        return frame.table().prepareRenderer(frame.table().getCellRenderer(line, column), line, column);
    }

    private String headerName(int column) {
        var head = frame.table().getColumnModel().getColumn(column);
        Component cell = frame.table()
                .getTableHeader()
                .getDefaultRenderer()
                .getTableCellRendererComponent(frame.table(), head.getHeaderValue(), false, false, -1, column);
        return cell.getAccessibleContext().getAccessibleName();
    }

    @Test
    void newMailMovesNeitherTheSelectionNorTheRowsUnderTheMouse() {
        sight.go("Projects/MMSys");
        String subject = sight.subjects().get(120);
        sight.select(subject);
        int top = Look.onUi(
                () -> frame.table().rowAtPoint(frame.table().getVisibleRect().getLocation()));
        String above = Look.onUi(() -> frame.model().row(top).subject());
        int offset =
                Look.onUi(() -> frame.table().getVisibleRect().y - frame.table().getCellRect(top, 0, true).y);
        for (int i = 0; i < 3; i++) {
            service.arrive(arrival(i));
        }
        sight.awaitRows(403);
        assertThat(sight.subjects().subList(0, 3)).containsExactly("news 2", "news 1", "news 0");
        assertThat(sight.selected()).containsExactly(subject);
        Look.doUi(() -> {
            int now = frame.table().rowAtPoint(frame.table().getVisibleRect().getLocation());
            assertThat(frame.model().row(now).subject()).isEqualTo(above);
            assertThat(frame.table().getVisibleRect().y - frame.table().getCellRect(now, 0, true).y)
                    .isEqualTo(offset);
        });
    }

    private static MessageRow arrival(int number) {
        return new MessageRow(
                new MessageRow.Key(DemoMailService.ACCOUNT, "Projects/MMSys", "new" + number),
                100_000L + number,
                "news " + number,
                "Grace Hopper",
                "grace@example.org",
                "Ada Lovelace",
                DemoMails.NOW.plus(Duration.ofMinutes(number)).toEpochMilli(),
                1_000,
                Mark.HTML.bit(),
                ThreadLinks.NONE);
    }

    @Test
    void anotherFolderBeginsAtItsTopWithNothingSelected() {
        sight.select("Welcome to MMSys");
        sight.go("Projects/MMSys");
        assertThat(sight.selected()).isEmpty();
        assertThat(Look.onUi(() -> frame.table().getVisibleRect().y)).isZero();
        sight.go("Travel");
        Look.find(JLabel.class, "list.empty.title", label -> label.getText().equals("This folder is empty"));
    }

    @Test
    void columnsAreHiddenAndShownByTheMenuOfTheHead() {
        rig.hands().popup(header(Column.DATE));
        rig.hands().click(Look.find(Component.class, "column.attachment"));
        Look.await("no attachment column", () -> !frame.table().columns().contains(Column.ATTACHMENT));
        sight.go("Projects/MMSys");
        assertThat(Look.onUi(() -> frame.table().columns()))
                .containsExactly(Column.STAR, Column.SUBJECT, Column.FROM, Column.DATE, Column.SIZE);
        rig.hands().popup(header(Column.DATE));
        assertThat(Look.find(Component.class, "column.subject").isEnabled()).isFalse();
        rig.hands().click(Look.find(Component.class, "column.attachment"));
        Look.await("the column is back", () -> frame.table().columns().indexOf(Column.ATTACHMENT) == 1);
    }

    @Test
    void theSearchFindsInAllFoldersAndEscapeGoesBack() {
        rig.hands().press("ctrl K");
        JTextField field = Look.find(JTextField.class, "search");
        rig.hands().awaitFocus(field);
        rig.hands().type("invoice");
        rig.hands().press("ENTER");
        Look.await(
                "found",
                () -> frame.view().isSearch()
                        && frame.model().settled()
                        && frame.model().getRowCount() > 14);
        assertThat(sight.subjects())
                .allMatch(s -> s.toLowerCase(java.util.Locale.ROOT).contains("invoice"));
        Look.await("focus in the list", () -> frame.table().isFocusOwner());
        rig.hands().press("ESCAPE");
        sight.awaitRows(14);
        assertThat(field.getText()).isEmpty();
    }
}
