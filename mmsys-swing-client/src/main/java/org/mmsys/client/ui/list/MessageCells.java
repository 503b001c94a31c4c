package org.mmsys.client.ui.list;

import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.swing.BorderFactory;
import javax.swing.Icon;
import javax.swing.JTable;
import javax.swing.SwingConstants;
import javax.swing.UIManager;
import javax.swing.table.DefaultTableCellRenderer;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Sizes;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** Draws the cells of a message list: one component for all, no HTML, dates from a cache. Event thread. */
final class MessageCells extends DefaultTableCellRenderer {
    private final transient MessageListModel model;
    private final transient DateTexts dates;
    private final transient Function<MessageRow, String> status;
    private final transient Icon star = Icons.of("star-filled", 15);
    private final transient Icon noStar = Icons.tinted("star", 15, "Mms.star.empty");
    private final transient Icon clip = Icons.tinted("attachment", 14, "Mms.muted");
    private final transient SubjectIcon before = new SubjectIcon();
    private transient Font plain = getFont();
    private transient Font strong = getFont();

    MessageCells(MessageListModel model, DateTexts dates, Function<MessageRow, String> status) {
        this.model = model;
        this.dates = dates;
        this.status = status;
    }

    /** Takes the fonts of the theme over; after each change of theme or zoom. */
    void refreshFonts() {
        plain = UIManager.getFont("Table.font");
        Font semibold = UIManager.getFont("semibold.font");
        strong = semibold == null ? plain.deriveFont(Font.BOLD) : semibold.deriveFont(plain.getSize2D());
    }

    @Override
    public Component getTableCellRendererComponent(
            JTable table, Object value, boolean selected, boolean focused, int line, int column) {
        super.getTableCellRendererComponent(table, "", selected, false, line, column);
        MessageRow row = (MessageRow) value;
        Column kind = Column.of(table.convertColumnIndexToModel(column));
        boolean unread = row.unread() || model.view().hidesUnread(line);
        setFont(unread && kind != Column.SIZE ? strong : plain);
        setHorizontalAlignment(kind == Column.SIZE ? TRAILING : kind.isIcon() ? CENTER : LEADING);
        setBorder(BorderFactory.createEmptyBorder(
                0, Theme.px(kind.isIcon() ? 2 : 8), 0, Theme.px(kind.isIcon() ? 2 : 8)));
        setIcon(null);
        setIconTextGap(Theme.px(4));
        setHorizontalTextPosition(SwingConstants.TRAILING);
        if (!selected) {
            setForeground(quiet(kind, unread) ? Theme.color("Mms.muted") : table.getForeground());
        }
        fill(kind, row, line, unread);
        return this;
    }

    private static boolean quiet(Column kind, boolean unread) {
        return kind == Column.SIZE || (kind == Column.DATE && !unread);
    }

    private void fill(Column kind, MessageRow row, int line, boolean unread) {
        switch (kind) {
            case STAR -> {
                setIcon(row.has(Mark.STARRED) ? star : noStar);
                spoken(row.has(Mark.STARRED) ? Texts.of("list.spoken.starred") : "");
            }
            case ATTACHMENT -> {
                setIcon(row.has(Mark.ATTACHMENT) ? clip : null);
                spoken(row.has(Mark.ATTACHMENT) ? Texts.of("list.spoken.attachment") : "");
            }
            case SUBJECT -> subject(row, line, unread);
            case FROM -> text(row.from().isBlank() ? Texts.of("list.no-sender") : row.from());
            case TO -> text(row.to());
            case STATUS -> status(row);
            case DATE -> text(dates.brief(row.dateMillis()));
            case SIZE -> text(Sizes.of(row.sizeBytes()));
        }
    }

    private void subject(MessageRow row, int line, boolean unread) {
        ListView view = model.view();
        boolean threads = view.query().threads();
        int size = view.threadSize(line);
        boolean collapsed = size > 1 && view.query().isCollapsed(view.thread(line));
        before.set(unread, row.has(Mark.ANSWERED), row.has(Mark.FORWARDED));
        before.setThread(threads, view.depth(line), size, collapsed);
        setIcon(before);
        String subject = row.subject().isBlank() ? Texts.of("list.no-subject") : row.subject();
        text(collapsed ? subject + "  (" + size + ")" : subject);
        List<String> words = new ArrayList<>();
        if (unread) {
            words.add(Texts.of("list.spoken.unread"));
        }
        if (row.has(Mark.ANSWERED)) {
            words.add(Texts.of("list.spoken.replied"));
        }
        words.add(subject);
        spoken(String.join(", ", words));
    }

    private void status(MessageRow row) {
        String text = status.apply(row);
        text(text);
        Color alarm = Theme.color("Mms.state.offline");
        if (text.startsWith("!")) {
            setText(text.substring(1));
            setForeground(alarm);
        }
    }

    private void text(String text) {
        setText(text);
        spoken(text);
    }

    private void spoken(String text) {
        getAccessibleContext().setAccessibleName(text);
    }
}
