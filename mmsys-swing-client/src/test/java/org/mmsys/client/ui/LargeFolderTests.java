package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/**
 * 100,000 messages in a folder, on the real engine (client.md, point 13). The limits here are those of a machine that does much else;
 * docs/performance.md has the numbers of a quiet one, by {@link MeasureWindow}. That nothing keeps the event thread is checked by the rig.
 */
final class LargeFolderTests {
    private static final int ROWS = 100_000;
    private static final Duration GENEROUS = Duration.ofSeconds(8);

    @RegisterExtension
    final Rig rig = new Rig();

    @Test
    void aFolderOfAHundredThousandMessagesOpensSortsFiltersAndScrolls() throws Exception {
        MeasureWindow.fill(rig.profile(), ROWS);
        MailService service = MailEngine.open(EngineSettings.command(rig.profile(), Asks.nobody()))
                .got()
                .orElseThrow();
        MainFrame frame = rig.open(service);
        within(
                "open",
                () -> frame.tree().select(Sight.folder("Projects")),
                () -> frame.table().getRowCount() == ROWS);
        String subject = Look.onUi(() -> frame.model().row(70_000).subject());
        Look.doUi(() -> frame.table().selectPlace(70_000));
        within(
                "sort",
                () -> frame.table().sort(Column.SUBJECT),
                () -> frame.model().settled());
        Sight sight = new Sight(frame);
        assertThat(sight.selected()).containsExactly(subject);
        assertThat(sight.selectionVisible()).isTrue();
        rig.hands().press("ctrl shift K");
        rig.hands().type("invoice");
        sight.awaitFiltered("invoice");
        assertThat(Look.onUi(() -> frame.model().getRowCount())).isLessThan(ROWS);
        assertThat(Look.onUi(() -> frame.model().row(0).subject())).contains("invoice");
        rig.hands().press("ESCAPE");
        sight.awaitRows(ROWS);
        assertThat(sight.selected()).containsExactly(subject);
        Look.await("focus in the list", () -> frame.table().isFocusOwner());
        for (int i = 0; i < 30; i++) {
            rig.hands().press("PAGE_DOWN");
        }
        assertThat(sight.selectionVisible()).isTrue();
        within(
                "threads",
                () -> frame.commands().run("view.threads"),
                () -> frame.model().settled() && frame.table().getRowCount() < ROWS);
    }

    private static void within(String what, Runnable begin, BooleanSupplier done) {
        long began = System.nanoTime();
        Look.doUi(begin);
        Look.await(what, done);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(what).isLessThan(GENEROUS);
    }
}
