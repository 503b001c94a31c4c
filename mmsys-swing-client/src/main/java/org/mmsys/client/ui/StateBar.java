package org.mmsys.client.ui;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Graphics;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import javax.swing.Timer;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Events.Progress;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;

/**
 * The line at the bottom: which server is in use and why, what is going on, how far it is, and a cross to stop it.
 *
 * <p>States are told by icon, words and colour together. While a server is waited for, the seconds are counted down here, by a timer
 * that runs only then. Event thread.
 */
public final class StateBar extends Surface {
    private final JLabel state = new JLabel();
    private final JLabel detail = Forms.muted("");
    private final JLabel progressText = new JLabel();
    private final JProgressBar bar = new JProgressBar();
    private final JButton cancel = new JButton(Icons.of("close", 13));
    private final List<JButton> buttons = new ArrayList<>();
    private final transient DateTexts dates;
    private final transient Timer ticking;
    private transient Optional<ConnectionState> shown = Optional.empty();
    private transient Optional<Progress> progress = Optional.empty();
    private transient Runnable onCancel = () -> {};
    private transient Runnable onClick = () -> {};
    private transient java.util.function.Function<ConnectionState, List<Banner.Choice>> choices = state -> List.of();
    private int waiting;
    private boolean offlineByHand;
    private String colour = "Mms.muted";
    private String hint = "";

    /** A bar that says nothing yet. */
    public StateBar(DateTexts dates) {
        super(new MigLayout("insets 4 14 4 10, fillx, gap 8 0, hidemode 3", "", "[center,24:]"), "Panel.background");
        this.dates = dates;
        setName("state");
        setBorder(Forms.line(true, false, false, false));
        state.setName("state.text");
        detail.setName("state.detail");
        progressText.setName("state.progress");
        bar.setName("state.bar");
        cancel.setName("state.cancel");
        cancel.putClientProperty("JButton.buttonType", "toolBarButton");
        cancel.setToolTipText(Texts.of("state.cancel"));
        Commands.accessible(cancel, Texts.of("state.cancel"));
        cancel.addActionListener(pressed -> onCancel.run());
        state.setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        state.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                onClick.run();
            }
        });
        ticking = new Timer(1000, tick -> refresh());
        rebuild(List.of());
        refresh();
    }

    /** Hears the cross. */
    public void onCancel(Runnable run) {
        onCancel = run;
    }

    /** Hears a click on the words. */
    public void onClick(Runnable run) {
        onClick = run;
    }

    /** What can be done about a state, as buttons beside the words. */
    public void setChoices(java.util.function.Function<ConnectionState, List<Banner.Choice>> source) {
        choices = source;
    }

    /** Shows the way to the servers. */
    public void show(Optional<ConnectionState> connection, int messagesWaiting, boolean byHand) {
        boolean same = connection.map(ConnectionState::status).equals(shown.map(ConnectionState::status))
                && byHand == offlineByHand;
        shown = connection;
        waiting = messagesWaiting;
        offlineByHand = byHand;
        if (!same) {
            rebuild(connection.map(choices).orElse(List.of()));
        }
        refresh();
    }

    /** Shows how far something is; empty when nothing goes on. */
    public void showProgress(Optional<Progress> now) {
        progress = now;
        refresh();
    }

    /** Shows the target of a link while the mouse is over it; empty for the state again. */
    public void showHint(String text) {
        hint = text;
        refresh();
    }

    private void rebuild(List<Banner.Choice> offered) {
        removeAll();
        buttons.clear();
        for (Banner.Choice choice : offered) {
            JButton button = new JButton(choice.text());
            button.setName("state." + choice.name());
            button.putClientProperty("JButton.buttonType", "roundRect");
            Theme.style(button, "small");
            button.addActionListener(pressed -> choice.run().run());
            buttons.add(button);
        }
        add(state, "wmin 0");
        buttons.forEach(this::add);
        add(detail, "wmin 0, pushx");
        add(progressText, "wmin 0");
        add(bar, "width 120!");
        add(cancel);
        revalidate();
        repaint();
    }

    private void refresh() {
        Instant now = Instant.now();
        Words words = shown.map(it -> words(it, now)).orElse(new Words("info", "Mms.muted", Texts.of("state.none")));
        colour = words.colour();
        state.setIcon(Icons.tinted(words.icon(), 15, words.colour()));
        state.setText(words.text());
        state.setToolTipText(words.text());
        state.setForeground(Theme.color(words.colour()));
        setColour(shown.map(StateBar::background).orElse("Panel.background"));
        detail.setText(!hint.isEmpty() ? hint : waiting > 0 ? Texts.of("state.waiting", waiting) : "");
        showBar();
        boolean counts = shown.map(it -> it.status() == Status.OFFLINE || it.status() == Status.CHECKING)
                        .orElse(false)
                && !offlineByHand;
        if (counts && isShowing()) {
            ticking.start();
        } else {
            ticking.stop();
        }
    }

    private void showBar() {
        boolean going = progress.isPresent();
        progressText.setVisible(going);
        bar.setVisible(going);
        cancel.setVisible(going);
        progress.ifPresent(it -> {
            progressText.setText(words(it));
            bar.setIndeterminate(it.total() <= 0);
            bar.setMaximum(1000);
            bar.setValue(it.total() <= 0 ? 0 : (int) Math.min(1000, it.done() * 1000 / it.total()));
            Commands.accessible(bar, progressText.getText());
        });
    }

    private record Words(String icon, String colour, String text) {}

    private Words words(ConnectionState it, Instant now) {
        String server = it.server().map(Endpoint::toString).orElse("");
        String tls = Texts.of(it.encrypted() ? "state.tls" : "state.clear");
        String why = it.problem().map(p -> withoutDot(p.happened())).orElse("");
        if (offlineByHand) {
            return new Words("offline", "Mms.muted", Texts.of("state.offline.manual"));
        }
        return switch (it.status()) {
            case NEW -> new Words("connected", "Mms.muted", Texts.of("state.idle"));
            case BUSY, CONNECTED ->
                new Words(it.encrypted() ? "lock" : "unlock", "Mms.state.ok", Texts.of("state.connected", server, tls));
            case CHECKING ->
                new Words(
                        "retry",
                        "Mms.state.busy",
                        Texts.of("state.trying", server) + " " + seconds(Duration.between(it.since(), now)));
            case ON_BACKUP ->
                new Words(
                        "backup",
                        "Mms.state.backup",
                        Texts.of(
                                "state.backup",
                                server,
                                dates.time(it.since()),
                                why,
                                it.nextTry()
                                        .map(next -> Math.max(
                                                1,
                                                Duration.between(it.since(), next)
                                                        .toSeconds()))
                                        .filter(s -> s < 600)
                                        .orElse(30L)));
            case OFFLINE ->
                new Words(
                        "offline",
                        "Mms.state.offline",
                        Texts.of(
                                "state.offline",
                                dates.time(it.since()),
                                it.nextTry()
                                        .map(next -> Math.max(
                                                0, Duration.between(now, next).toSeconds()))
                                        .orElse(0L)));
            case NEEDS_YOU ->
                new Words("warning", "Mms.state.offline", why.isEmpty() ? Texts.of("state.password") : why);
        };
    }

    private static String seconds(Duration since) {
        return Math.max(0, since.toSeconds()) + " s";
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String background(ConnectionState state) {
        return switch (state.status()) {
            case ON_BACKUP, CHECKING -> "Mms.state.backup.background";
            case OFFLINE, NEEDS_YOU -> "Mms.state.offline.background";
            case NEW, CONNECTED, BUSY -> "Panel.background";
        };
    }

    private static String words(Progress it) {
        return switch (it.stage()) {
            case RECEIVING -> Texts.of("state.receiving", it.done(), it.total());
            case SENDING -> Texts.of("state.stage.sending");
            case CONNECTING -> Texts.of("state.stage.connecting");
            case LOGGING_IN -> Texts.of("state.stage.login");
            case LISTING -> Texts.of("state.stage.listing");
            case SAVING -> Texts.of("state.stage.saving");
            case SEARCHING -> Texts.of("state.stage.searching");
            case WORKING -> Texts.of("state.stage.working");
        };
    }

    @Override
    protected void paintComponent(Graphics g) {
        super.paintComponent(g);
        // The words keep the colour of the theme that is now in force.
        Color wanted = Theme.color(colour);
        if (!wanted.equals(state.getForeground())) {
            state.setForeground(wanted);
        }
    }

    @Override
    public void removeNotify() {
        ticking.stop();
        super.removeNotify();
    }
}
