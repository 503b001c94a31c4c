package org.mmsys.client.ui;

import java.awt.Component;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JSplitPane;
import javax.swing.JTextField;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.Density;

/** The commands of the main window that change what is seen, not what is there. Event thread. */
final class ViewCommands {
    private final MainFrame frame;
    private final Desk desk;
    private final JSplitPane upright;
    private final JTextField search;
    private boolean allHeaders;

    ViewCommands(MainFrame frame, Desk desk, JSplitPane upright, JTextField search) {
        this.frame = frame;
        this.desk = desk;
        this.upright = upright;
        this.search = search;
    }

    void toggleHeaders() {
        allHeaders = !allHeaders;
        frame.commands().setSelected("message.headers", allHeaders);
        frame.reader().setAllHeaders(allHeaders);
    }

    void toggleReader() {
        boolean show = !frame.reader().isVisible();
        frame.reader().setVisible(show);
        upright.setDividerSize(show ? Theme.px(5) : 0);
        if (show) {
            upright.setDividerLocation(desk.state().number("split.upright", 0.4));
        }
        desk.state().put("reader.hidden", !show);
        frame.commands().setSelected("view.reader", show);
        upright.revalidate();
    }

    void toggleThreads() {
        frame.view().toggleThreads();
        frame.commands().setSelected("view.threads", frame.view().threads());
    }

    /** Gives each message of the list so much room; the choice is kept. */
    void setDensity(Density density) {
        frame.table().setDensity(density);
        desk.state().put("list.density", density.id());
        for (Density each : Density.values()) {
            frame.commands().setSelected("view." + each.id(), each == density);
        }
    }

    void toggleDark() {
        Theme.setDark(!Theme.isDark());
        desk.state().put("theme.dark", Theme.isDark());
        frame.commands().setSelected("view.dark", Theme.isDark());
        frame.reader().refreshLook();
    }

    void zoom(Runnable change) {
        change.run();
        desk.state().put("zoom", Theme.zoom());
        frame.reader().refreshLook();
    }

    void toggleOffline() {
        desk.service().workOffline(!desk.service().offline());
        frame.commands().setSelected("view.offline", desk.service().offline());
        frame.connections().refresh();
    }

    void focusSearch() {
        search.requestFocusInWindow();
        search.selectAll();
    }

    void escape() {
        if (frame.listPane().filter().filters()) {
            frame.listPane().filter().clear();
        } else if (frame.view().isSearch()) {
            search.setText("");
            frame.view().reload();
        }
        frame.listPane().focusTarget().requestFocusInWindow();
    }

    void nextPane(int step) {
        List<Component> panes =
                new ArrayList<>(List.of(frame.tree(), frame.listPane().focusTarget()));
        if (frame.reader().isVisible()) {
            panes.add(frame.reader().focusTarget());
        }
        Component now = frame.getFocusOwner();
        int at = panes.indexOf(now);
        panes.get(Math.floorMod(at < 0 ? 0 : at + step, panes.size())).requestFocusInWindow();
    }
}
