package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import javax.swing.AbstractButton;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import javax.swing.JTable;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.Events.Progress;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.ui.demo.DemoCall;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** The line at the bottom: who serves, what goes on, how it is stopped (client.md, points 33, 35, 37 and 38). */
final class ConnectionTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private final DemoCall<Integer> checking = new DemoCall<>();
    private DemoMailService service;
    private MainFrame frame;

    @BeforeEach
    void open() {
        service = new DemoMailService(true) {
            @Override
            public Call<Integer> check(String account) {
                return checking;
            }
        };
        frame = rig.open(service);
        new Sight(frame).awaitRows(14);
    }

    private static void awaitState(String text) {
        Look.find(
                JLabel.class,
                "state: " + text,
                l -> "state.text".equals(l.getName()) && l.getText().startsWith(text));
    }

    @Test
    void theBackupIsNamedWithReasonAndTimeAndWithoutADialog() {
        awaitState("Connected: primary 10.0.0.5:995 (encrypted)");
        service.connect(DemoMailService.state(
                Status.ON_BACKUP,
                "10.0.0.6:995",
                Optional.of(Problem.of(Problem.Cause.UNREACHABLE, "the primary timed out."))));
        awaitState("On BACKUP 10.0.0.6:995 since 14:02: the primary timed out. Retrying the primary every 30 s");
        assertThat(Look.onUi(() -> Look.showing().size())).isEqualTo(1);
        rig.hands().click(Look.find(JButton.class, "state.history"));
        JTable history = Look.find(JTable.class, "history");
        assertThat(history.getValueAt(0, 2)).isEqualTo("10.0.0.5:995 → 10.0.0.6:995: primary timed out");
        rig.hands().press("ESCAPE");
        Look.await("the history has gone", () -> Look.showing().size() == 1);
        rig.hands().click(Look.find(JButton.class, "state.try-primary"));
        awaitState("Connected: primary 10.0.0.5:995");
        service.tell(l -> l.notice(
                new Events.Notice(Events.Notice.Kind.BACK_ON_PRIMARY, Optional.of("ada"), "back", Optional.empty())));
        assertThat(new Sight(frame).toast()).isEqualTo("The primary server is back");
    }

    @Test
    void offlineCountsDownAndOffersToTryNow() {
        service.connect(DemoMailService.state(
                Status.OFFLINE, "10.0.0.6:995", Optional.of(Problem.of(Problem.Cause.UNREACHABLE, "No answer."))));
        awaitState("Offline since 14:02, next try in ");
        assertThat(Look.find(AbstractButton.class, "state.try-now").isEnabled()).isTrue();
    }

    @Test
    void aPasswordThatIsRefusedAndABusyMailboxHaveTheirOwnSentences() {
        service.connect(DemoMailService.state(
                Status.NEEDS_YOU,
                "10.0.0.5:995",
                Optional.of(Problem.of(Problem.Cause.AUTHENTICATION, "The password of ada was refused."))));
        awaitState("The password of ada was refused");
        assertThat(Look.isThere("state.try-primary")).isFalse();
        service.connect(DemoMailService.state(Status.CONNECTED, "10.0.0.5:995", Optional.empty()));
        awaitState("Connected");
        service.tell(l -> l.notice(new Events.Notice(
                Events.Notice.Kind.TROUBLE,
                Optional.of("ada"),
                "",
                Optional.of(Problem.of(Problem.Cause.BUSY, "The mailbox is open elsewhere.")))));
        assertThat(Look.find(JLabel.class, "notice.text").getText()).contains("The mailbox is open elsewhere.");
    }

    @Test
    void whatTakesLongerShowsProgressAndTheCrossEndsItWithinASecond() {
        rig.hands().press("F5");
        service.tell(l -> l.progress(new Progress(checking.id(), Optional.of("ada"), Progress.Stage.CONNECTING, 0, 0)));
        JButton cancel = Look.find(JButton.class, "state.cancel");
        assertThat(Look.find(JLabel.class, "state.progress").getText()).isEqualTo("Connecting…");
        service.tell(l -> l.progress(new Progress(checking.id(), Optional.of("ada"), Progress.Stage.RECEIVING, 3, 12)));
        Look.find(JLabel.class, "receiving", l -> "Receiving 3 of 12".equals(l.getText()));
        JProgressBar bar = Look.find(JProgressBar.class, "state.bar");
        assertThat(bar.getValue()).isEqualTo(250);
        long began = System.nanoTime();
        rig.hands().click(cancel);
        Look.await("no progress any more", () -> !bar.isShowing());
        assertThat(checking.outcome()).containsInstanceOf(Outcome.Cancelled.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(5)); // one, on a quiet machine
    }

    @Test
    void whatIsQuickShowsNoProgress() {
        rig.hands().press("F5");
        // While this event lasts the window learns neither of them: it does of both, one after the other.
        Look.doUi(() -> {
            service.tell(
                    l -> l.progress(new Progress(checking.id(), Optional.of("ada"), Progress.Stage.CONNECTING, 0, 0)));
            checking.finish(new Outcome.Done<>(0));
        });
        org.mmsys.client.ui.rig.Hands.rest();
        assertThat(Look.isThere("state.bar")).isFalse();
    }

    @Test
    void workingOfflineIsSaidAndEndedByAButton() {
        Look.doUi(() -> frame.commands().run("view.offline"));
        awaitState("Working offline");
        assertThat(service.offline()).isTrue();
        rig.hands().click(Look.find(JButton.class, "state.online"));
        awaitState("Connected");
        assertThat(service.offline()).isFalse();
    }

    @Test
    void theProtocolLogShowsNoPassword() {
        rig.hands().press("ctrl shift J");
        assertThat(Look.find(JTextComponent.class, "log").getText()).contains("AUTH PLAIN ***");
        rig.hands().press("ESCAPE");
        Look.await("the log has gone", () -> Look.showing().size() == 1);
    }
}
