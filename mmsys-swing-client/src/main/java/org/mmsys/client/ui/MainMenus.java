package org.mmsys.client.ui;

import java.awt.Dimension;
import javax.swing.JComponent;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JPopupMenu;
import javax.swing.JSeparator;
import javax.swing.SwingConstants;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Texts;

/** Menus, tool bar and context menus of the main window, all made from the registry of commands. Event thread. */
final class MainMenus {
    private static final String LINE = "-";

    private final Commands commands;

    MainMenus(Commands commands) {
        this.commands = commands;
    }

    JMenuBar bar() {
        JMenuBar bar = new JMenuBar();
        bar.add(menu(
                "file",
                "mail.check",
                "mail.check-all",
                LINE,
                "mail.write",
                LINE,
                "folder.new",
                "folder.rename",
                "folder.delete",
                "folder.empty",
                LINE,
                "folder.import",
                "folder.export",
                LINE,
                "message.save",
                "message.print",
                LINE,
                "mail.quit"));
        bar.add(menu(
                "edit",
                "edit.undo",
                "edit.redo",
                LINE,
                "edit.select-all",
                LINE,
                "message.find",
                "message.find-next",
                "view.search",
                "view.filter"));
        bar.add(menu(
                "view",
                "+view.reader",
                "+view.threads",
                "view.expand-all",
                "view.collapse-all",
                LINE,
                "+view.compact",
                "+view.normal",
                "+view.relaxed",
                LINE,
                "+message.headers",
                "message.source",
                LINE,
                "view.zoom-in",
                "view.zoom-out",
                "view.zoom-reset",
                "+view.dark"));
        bar.add(menu(
                "go",
                "go.next",
                "go.previous",
                LINE,
                "go.next-unread",
                "go.previous-unread",
                "go.next-thread",
                LINE,
                "go.next-pane",
                "go.previous-pane"));
        bar.add(menu(
                "message",
                "message.open",
                LINE,
                "message.reply",
                "message.reply-all",
                "message.reply-list",
                "message.forward",
                "message.forward-attached",
                "message.redirect",
                "message.edit-as-new",
                LINE,
                "message.toggle-read",
                "message.toggle-star",
                LINE,
                "message.move",
                "message.move-again",
                "message.archive",
                "message.delete",
                "message.delete-forever",
                LINE,
                "message.retry"));
        bar.add(menu(
                "tools",
                "account.new",
                "account.edit",
                "account.remove",
                LINE,
                "+view.notify",
                "+view.offline",
                "view.history",
                "view.log",
                LINE,
                "folder.mark-read"));
        bar.add(menu("help", "help.keys", "help.about"));
        return bar;
    }

    JComponent tools(JComponent search) {
        ToolStrip tools = new ToolStrip();
        for (String id : new String[] {"mail.check", "mail.write"}) {
            tools.addNamed(commands.tool(id));
        }
        tools.add(line(), "gap 6 6");
        for (String id : new String[] {"message.reply", "message.reply-all", "message.forward"}) {
            tools.addNamed(commands.tool(id));
        }
        tools.add(line(), "gap 6 6");
        for (String id : new String[] {"message.move", "message.archive", "message.delete"}) {
            tools.addNamed(commands.tool(id));
        }
        tools.add(commands.iconTool("edit.undo"));
        tools.add(search, "pushx, right, width 120:240:300, gapleft 10");
        return tools;
    }

    JPopupMenu messages() {
        JPopupMenu menu = new JPopupMenu();
        fill(
                menu,
                "message.open",
                LINE,
                "message.reply",
                "message.reply-all",
                "message.forward",
                "message.edit-as-new",
                LINE,
                "message.toggle-read",
                "message.toggle-star",
                LINE,
                "message.move",
                "message.archive",
                "message.delete",
                LINE,
                "message.retry",
                "message.save",
                "message.source");
        return menu;
    }

    JPopupMenu folders() {
        JPopupMenu menu = new JPopupMenu();
        fill(
                menu,
                "mail.check",
                "folder.mark-read",
                LINE,
                "folder.new",
                "folder.rename",
                "folder.delete",
                LINE,
                "folder.empty",
                LINE,
                "folder.import",
                "folder.export",
                LINE,
                "account.edit");
        return menu;
    }

    private JMenu menu(String id, String... items) {
        String label = Texts.of("menu." + id);
        JMenu menu = new JMenu(label.replace("&", ""));
        menu.setName("menu." + id);
        int mark = label.indexOf('&');
        if (mark >= 0 && mark + 1 < label.length()) {
            menu.setMnemonic(Character.toUpperCase(label.charAt(mark + 1)));
        }
        fill(menu.getPopupMenu(), items);
        return menu;
    }

    private void fill(JPopupMenu menu, String... items) {
        for (String item : items) {
            if (item.equals(LINE)) {
                menu.addSeparator();
            } else {
                menu.add(item.startsWith("+") ? commands.tick(item.substring(1)) : commands.item(item));
            }
        }
    }

    private static JSeparator line() {
        JSeparator line = new JSeparator(SwingConstants.VERTICAL);
        line.setPreferredSize(new Dimension(line.getPreferredSize().width, org.mmsys.client.ui.kit.Theme.px(22)));
        return line;
    }
}
