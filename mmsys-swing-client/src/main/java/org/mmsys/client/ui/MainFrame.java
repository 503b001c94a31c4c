package org.mmsys.client.ui;

import com.formdev.flatlaf.FlatClientProperties;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.List;
import java.util.Optional;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSplitPane;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.ui.account.Prefill;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.WindowState;
import org.mmsys.client.ui.list.DateTexts;
import org.mmsys.client.ui.list.Density;
import org.mmsys.client.ui.list.FolderNode;
import org.mmsys.client.ui.list.FolderTree;
import org.mmsys.client.ui.list.FolderTreeModel;
import org.mmsys.client.ui.list.ListPane;
import org.mmsys.client.ui.list.MessageListModel;
import org.mmsys.client.ui.list.MessageTable;
import org.mmsys.client.ui.read.AttachmentSaver;
import org.mmsys.client.ui.read.ReaderPane;

/** The main window: folders, list, reader, state. It holds the parts together; what is done is done in the classes beside it. Event thread. */
public final class MainFrame extends JFrame {
    private static final int TREE_WIDTH = 220;

    private final transient Desk desk;
    private final transient Commands commands = new Commands(KeyMap.standard());
    private final transient Notices notices;
    private final transient DateTexts dates;
    private final transient MailActions actions;
    private final transient FolderActions folderActions;
    private final transient ComposeWindows compose;
    private final transient Connections connections;
    private final transient MessageCommands messages;
    private final transient ViewCommands views;
    private final transient FolderView view;
    private final transient NewMail newMail;
    private final transient OutboxBanners outboxBanners;
    private final FolderTreeModel folders = new FolderTreeModel();
    private final FolderTree tree = new FolderTree(folders);
    private final MessageListModel model;
    private final MessageTable table;
    private final ListPane list;
    private final ReaderPane reader;
    private final StateBar state;
    private final JTextField search = new JTextField();
    private final JSplitPane upright;
    private final JSplitPane across;
    private final JPanel banners =
            new JPanel(new net.miginfocom.swing.MigLayout("insets 0, fillx, wrap 1, gap 0, hidemode 3", "[grow,fill]"));
    private transient Runnable onQuit = () -> {};
    private transient Prefill prefill = Prefill.NONE;

    /** A window for that engine; not visible yet. */
    public MainFrame(Desk desk) {
        this.desk = desk;
        setName("main");
        setTitle(Texts.of("app.name"));
        setIconImages(Icons.window());
        dates = new DateTexts(desk.clock(), desk.zone());
        notices = new Notices(getRootPane());
        actions = new MailActions(desk, notices, this::say);
        folderActions = new FolderActions(this, desk, notices, this::say);
        compose = new ComposeWindows(desk, dates, notices, this::say);
        connections = new Connections(this, desk, dates);
        messages = new MessageCommands(this, desk, dates, new MessageFiles(this, desk, notices, this::say));
        model = new MessageListModel(desk.executor());
        table = new MessageTable(model, dates, row -> status(row), rows -> MessageOut.files(desk.service(), rows));
        list = new ListPane(model, table);
        String moveKey = KeyMap.spoken(KeyMap.standard().of("message.move").get(0));
        view = new FolderView(desk, list, model, dates, moveKey, this::say);
        ColumnMenu.on(table.getTableHeader(), view);
        outboxBanners = new OutboxBanners(desk, compose, dates, this::say);
        state = new StateBar(dates);
        newMail = new NewMail(this, desk);
        new MainCommands(this, commands, desk).register();
        AttachmentSaver saver =
                new AttachmentSaver(desk.service(), desk.executor(), this, notices::say, text -> say(text));
        reader = new ReaderPane(
                desk.service(),
                desk.executor(),
                new ReaderPane.Surroundings(commands, dates, saver, state::showHint, compose::mailto));
        reader.setBannerSource(outboxBanners::of);
        upright = Splits.of("split.upright", JSplitPane.VERTICAL_SPLIT, list, reader);
        JScrollPane sidebar = Forms.scroll(tree);
        sidebar.setBorder(Forms.line(false, false, false, true));
        sidebar.setMinimumSize(new Dimension(Theme.px(60), 0));
        across = Splits.of("split.across", JSplitPane.HORIZONTAL_SPLIT, sidebar, upright);
        views = new ViewCommands(this, desk, upright, search);
        build();
        wire(moveKey);
        restore();
    }

    private void build() {
        MainMenus menus = new MainMenus(commands);
        setJMenuBar(menus.bar());
        search.setName("search");
        search.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("list.search"));
        search.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, Icons.tinted("search", 14, "Mms.muted"));
        search.putClientProperty(FlatClientProperties.TEXT_FIELD_SHOW_CLEAR_BUTTON, true);
        Commands.accessible(search, Texts.of("list.search"));
        banners.setOpaque(false);
        JPanel top = new JPanel(new BorderLayout());
        top.add(menus.tools(search), BorderLayout.CENTER);
        top.add(banners, BorderLayout.SOUTH);
        JPanel all = new JPanel(new BorderLayout());
        all.add(top, BorderLayout.NORTH);
        all.add(across, BorderLayout.CENTER);
        all.add(state, BorderLayout.SOUTH);
        setContentPane(all);
        table.setComponentPopupMenu(menus.messages());
        tree.setComponentPopupMenu(menus.folders());
        commands.bindWindow(getRootPane(), MainCommands.WINDOW);
        commands.bindFocused(table, MainCommands.LIST);
        commands.bindFocused(tree, List.of("folder.mark-read", "folder.rename", "help.keys", "view.clear"));
    }

    private void wire(String moveKey) {
        tree.onSelection(folder -> {
            view.show(folder);
            title();
        });
        tree.onDrop(folderActions.dropTarget(actions));
        table.onSelection(rows -> {
            boolean outbox = inOutbox();
            if (outbox && rows.size() == 1) {
                reader.explain(
                        "outbox", rows.get(0).subject(), status(rows.get(0)).replaceFirst("^!", ""));
            } else {
                reader.show(outbox ? List.of() : rows, moveKey);
            }
            outboxBanners.select(outbox ? rows : List.of(), this::showBanners);
            commands.refresh();
        });
        table.onStar(row -> actions.toggle(List.of(row), Mark.STARRED));
        table.onOpen(row -> messages.openSelected());
        reader.onShown(this::shown);
        search.addActionListener(entered -> {
            if (search.getText().isBlank()) {
                view.reload();
            } else {
                view.search(search.getText());
                table.requestFocusInWindow();
            }
        });
        PaneKeys.bind(this);
        state.onCancel(connections::cancel);
        state.onClick(connections::showDetails);
        state.setChoices(connections::choices);
        setDefaultCloseOperation(DO_NOTHING_ON_CLOSE);
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                quit();
            }
        });
        EngineListener listener = new EngineListener(this, desk, connections);
        desk.service().addListener(listener);
        listener.begin();
    }

    private void restore() {
        WindowState kept = desk.state();
        kept.follow(this, "main", Theme.px(1240), Theme.px(780));
        setMinimumSize(new Dimension(Theme.px(640), Theme.px(420)));
        upright.setResizeWeight(0.4);
        across.setDividerLocation((int) kept.number("split.across", Theme.px(TREE_WIDTH)));
        upright.addPropertyChangeListener(JSplitPane.DIVIDER_LOCATION_PROPERTY, event -> {
            if (reader.isVisible() && upright.getHeight() > 0) {
                kept.put("split.upright", upright.getDividerLocation() / (double) upright.getHeight());
            }
        });
        across.addPropertyChangeListener(
                JSplitPane.DIVIDER_LOCATION_PROPERTY, event -> kept.put("split.across", across.getDividerLocation()));
        if (kept.get("reader.hidden").map(Boolean::valueOf).orElse(false)) {
            views.toggleReader();
        }
        commands.setSelected("view.reader", reader.isVisible());
        commands.setSelected("view.threads", view.threads());
        commands.setSelected("view.notify", newMail.on());
        views.setDensity(Density.of(kept.get("list.density").orElse("")));
        commands.setSelected("view.dark", Theme.isDark());
        commands.refresh();
    }

    private void shown(OpenedMessage message) {
        if (message.row().unread()) {
            actions.mark(List.of(message.row().key()), Mark.SEEN, true);
        }
        commands.refresh();
    }

    private String status(MessageRow row) {
        return view.status(row);
    }

    /** What runs when the window has been closed. */
    public void onQuit(Runnable run) {
        onQuit = run;
    }

    /** What the fields of a new account begin with. */
    public void prefill(Prefill values) {
        prefill = values;
    }

    /** Shows the window, and what comes first: unfinished messages, or the first account. */
    public void begin() {
        setVisible(true);
        placeSplit();
        SwingUtilities.invokeLater(this::placeSplit);
        if (hasAccount()) {
            list.focusTarget().requestFocusInWindow();
            compose.recover();
        } else {
            addAccount();
        }
    }

    private void placeSplit() {
        double share = Math.max(0.1, Math.min(0.9, desk.state().number("split.upright", 0.42)));
        if (reader.isVisible()) {
            upright.setDividerLocation(share);
        }
    }

    void quit() {
        if (!compose.closeAll()) {
            return;
        }
        newMail.close();
        notices.hide();
        view.rememberColumns();
        desk.state().save();
        dispose();
        onQuit.run();
    }

    void title() {
        String where = view.folder().map(f -> FolderNode.display(f.id())).orElse("");
        String who = account().map(Account::address).orElse("");
        setTitle(where.isEmpty() ? Texts.of("app.name") : Texts.of("app.title", where, who));
    }

    /** Says in a banner below the tool bar that something did not work. */
    void say(Problem problem) {
        say(problem.text());
    }

    void say(String text) {
        showBanners(List.of(new Banner("problem", Banner.Kind.ERROR, text, List.of())));
    }

    void showBanners(List<Banner> shown) {
        banners.removeAll();
        shown.forEach(banner -> banners.add(banner, "wmin 0"));
        banners.revalidate();
        banners.repaint();
    }

    Optional<Account> account() {
        Optional<String> id = tree.selectedAccount();
        List<Account> all = desk.service().accounts();
        return all.stream()
                .filter(a -> id.map(a.id()::equals).orElse(true))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    boolean hasAccount() {
        return !desk.service().accounts().isEmpty();
    }

    boolean inOutbox() {
        return !view.isSearch()
                && view.folder().map(f -> f.kind() == Folder.Kind.OUTBOX).orElse(false);
    }

    List<MessageRow> selected() {
        return table.selected();
    }

    List<MessageRow.Key> selectedKeys() {
        return selected().stream().map(MessageRow::key).toList();
    }

    void check() {
        account().ifPresent(a -> connections.check(desk.service().check(a.id())));
    }

    void checkAll() {
        connections.check(desk.service().checkAll());
    }

    void addAccount() {
        AccountWindows.add(this, desk, prefill, notices);
    }

    MessageCommands messages() {
        return messages;
    }

    ViewCommands views() {
        return views;
    }

    Connections connections() {
        return connections;
    }

    MailActions actions() {
        return actions;
    }

    FolderActions folderActions() {
        return folderActions;
    }

    ComposeWindows compose() {
        return compose;
    }

    FolderView view() {
        return view;
    }

    NewMail newMail() {
        return newMail;
    }

    FolderTree tree() {
        return tree;
    }

    FolderTreeModel folders() {
        return folders;
    }

    MessageTable table() {
        return table;
    }

    MessageListModel model() {
        return model;
    }

    ListPane listPane() {
        return list;
    }

    ReaderPane reader() {
        return reader;
    }

    StateBar stateBar() {
        return state;
    }

    Commands commands() {
        return commands;
    }

    Notices notices() {
        return notices;
    }
}
