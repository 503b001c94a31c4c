package org.mmsys.client.ui.list;

import java.awt.CardLayout;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.kit.EmptyState;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;

/** The list with its quick filter, and what stands there when there is nothing to list. Event thread. */
public final class ListPane extends Surface {
    private final MessageListModel model;
    private final MessageTable table;
    private final FilterBar filter = new FilterBar();
    private final CardLayout cards = new CardLayout();
    private final JPanel body = new JPanel(cards);
    private final EmptyState empty = new EmptyState("list.empty");
    private String place = "folder";
    private String moveKey = "";
    private boolean loading;

    /** A pane around that table. */
    public ListPane(MessageListModel model, MessageTable table) {
        super(new MigLayout("insets 0, fill, wrap 1, gap 0", "[grow,fill]", "[][grow,fill]"), "Mms.paper");
        this.model = model;
        this.table = table;
        JScrollPane scroll = Forms.scroll(table);
        scroll.getViewport().setBackground(null);
        body.add(scroll, "table");
        body.add(empty, "empty");
        add(filter);
        add(body, "wmin 0, hmin 0");
        empty.setFocusable(true);
        empty.say("mail", Texts.of("account.welcome"), Texts.of("account.welcome.hint"));
        cards.show(body, "empty");
        filter.onChange(bar -> model.show(bar.apply(model.query())));
        filter.onLeave(() -> focusTarget().requestFocusInWindow());
        model.addSwapListener(new MessageListModel.SwapListener() {
            @Override
            public void before() {
                loading = false;
            }

            @Override
            public void after(boolean removed, boolean fresh) {
                refresh();
            }

            @Override
            public void refreshed() {
                loading = false;
                refresh();
            }
        });
    }

    /** The quick filter. */
    public FilterBar filter() {
        return filter;
    }

    /** The table. */
    public MessageTable table() {
        return table;
    }

    /** Says which folder is going to be shown, so that an empty one gets the right words. */
    public void expect(Folder.Kind kind, String keyForMoving) {
        place = switch (kind) {
            case INBOX -> "inbox";
            case DRAFTS -> "drafts";
            case OUTBOX -> "outbox";
            case TRASH -> "trash";
            case SENT, ARCHIVE, ORDINARY -> "folder";
        };
        moveKey = keyForMoving;
        loading = true;
        cards.show(body, "table");
    }

    /** Says that the rows are what a search has found. */
    public void expectSearch() {
        place = "search";
        loading = true;
        cards.show(body, "table");
    }

    /** The component that takes the focus: the table, or what stands in its place. */
    public JComponent focusTarget() {
        return table.isShowing() ? table : empty;
    }

    private void refresh() {
        filter.showCount(model.passed(), model.total());
        if (model.getRowCount() > 0 || loading) {
            boolean hadFocus = empty.isFocusOwner();
            cards.show(body, "table");
            if (hadFocus) {
                table.requestFocusInWindow();
            }
            return;
        }
        String what = filter.filters() && model.total() > 0 ? "filter" : place;
        String icon = switch (what) {
            case "inbox", "drafts", "outbox", "trash", "filter", "search" -> what;
            default -> "folder";
        };
        empty.say(icon, Texts.of("list.empty." + what), Texts.of("list.empty." + what + ".hint", moveKey));
        boolean hadFocus = table.isFocusOwner();
        cards.show(body, "empty");
        if (hadFocus) {
            empty.requestFocusInWindow();
        }
    }
}
