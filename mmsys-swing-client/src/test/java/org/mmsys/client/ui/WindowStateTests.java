package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.nio.file.Files;
import java.util.List;
import javax.swing.JSplitPane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.WindowState;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** What the window looked like is what it looks like next time (client.md, point 18). */
final class WindowStateTests {
    @RegisterExtension
    final Rig rig = new Rig();

    @Test
    void columnsSplitsBoundsAndZoomSurviveARestart() {
        rig.lenient(); // a change of the zoom builds every component of the window again
        MainFrame frame = rig.open(new DemoMailService(true));
        Sight sight = new Sight(frame);
        sight.awaitRows(14);
        Look.doUi(() -> frame.setBounds(40, 30, 1100, 700));
        Look.await("resized", () -> frame.getWidth() == 1100);
        Look.doUi(() -> {
            frame.table().moveColumn(3, 2);
            frame.table()
                    .getTableHeader()
                    .setResizingColumn(frame.table().getColumnModel().getColumn(2));
            frame.table().getColumnModel().getColumn(2).setWidth(263);
            frame.table().getTableHeader().setResizingColumn(null);
        });
        List<Column> columns = Look.onUi(() -> frame.table().columns());
        JSplitPane split = Look.find(JSplitPane.class, "split.across");
        int across = Look.onUi(() -> {
            split.setDividerLocation(301);
            return split.getDividerLocation();
        });
        rig.hands().press("ctrl EQUALS");
        Look.await("zoomed", () -> Theme.zoom() > 1);
        float zoom = Theme.zoom();
        rig.hands().press("ctrl T");
        Look.await("threads", () -> frame.view().threads());
        int width = Look.onUi(() -> frame.table().widths().getOrDefault(Column.FROM, 0));
        Rectangle bounds = Look.onUi(() -> {
            Rectangle last = frame.getBounds();
            frame.quit();
            return last;
        });

        assertThat(new WindowState(rig.profile().resolve("ui.properties")).get("main.bounds"))
                .contains(bounds.x + " " + bounds.y + " 1100 700");
        MainFrame again = rig.open(new DemoMailService(true));
        // Where it stands is, in the end, for the window manager to say.
        Look.await("the size", () -> again.getSize().equals(bounds.getSize()));
        assertThat(new WindowState(rig.profile().resolve("ui.properties")).get("zoom"))
                .contains(String.valueOf(zoom));
        new Sight(again).settle();
        assertThat(Look.onUi(() -> again.table().columns())).isEqualTo(columns);
        Look.await(
                "the width of From", () -> Math.abs(again.table().widths().getOrDefault(Column.FROM, 0) - width) <= 2);
        assertThat(Look.find(JSplitPane.class, "split.across").getDividerLocation())
                .isCloseTo(across, org.assertj.core.data.Offset.offset(30));
        assertThat(Look.onUi(() -> again.view().threads())).isTrue();
    }

    @Test
    void aWindowOfAScreenThatHasGoneComesBackOnOneThatIsThere() throws Exception {
        Files.writeString(rig.profile().resolve("ui.properties"), "main.bounds=3400 -900 1000 640\nzoom=nonsense\n");
        MainFrame frame = rig.open(new DemoMailService(true));
        Rectangle bounds = Look.onUi(frame::getBounds);
        assertThat(new Rectangle(0, 0, 1280, 800).contains(bounds))
                .as(bounds.toString())
                .isTrue();
        assertThat(bounds.width).isEqualTo(1000);
    }

    @Test
    void aDamagedFileCostsALayoutOnly() throws Exception {
        Files.write(rig.profile().resolve("ui.properties"), new byte[] {'m', '=', '\\', 'u', '0', 'z', 0, (byte) 0xff});
        MainFrame frame = rig.open(new DemoMailService(true));
        new Sight(frame).awaitRows(14);
    }
}
