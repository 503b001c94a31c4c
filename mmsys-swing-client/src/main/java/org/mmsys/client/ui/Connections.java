package org.mmsys.client.ui;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.swing.Timer;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Events.Progress;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.DateTexts;

/**
 * What the state bar is told: the worst of all connections, and calls that have gone on for longer than 300 ms. Opens history and
 * log. Event thread.
 */
final class Connections {
    private static final int CALLS_MAX = 100;
    private static final int PROGRESS_AFTER_MILLIS = 300;
    private static final int PROGRESS_GONE_AFTER_MILLIS = 2_000;

    private final MainFrame frame;
    private final Desk desk;
    private final DateTexts dates;
    private final Map<Long, Call<?>> calls = new HashMap<>();
    private final Timer quietly;
    private Optional<Progress> progress = Optional.empty();
    private final Timer begin;

    Connections(MainFrame frame, Desk desk, DateTexts dates) {
        this.frame = frame;
        this.desk = desk;
        this.dates = dates;
        quietly = new Timer(PROGRESS_GONE_AFTER_MILLIS, tick -> endProgress());
        quietly.setRepeats(false);
        begin = new Timer(PROGRESS_AFTER_MILLIS, tick -> frame.stateBar().showProgress(progress));
        begin.setRepeats(false);
    }

    /** Follows a check for mail, so that it can be cancelled. */
    void check(Call<Integer> call) {
        follow(call);
        desk.executor().then(call, fetched -> {}, problem -> {
            // What passes by itself stands in the state bar already.
            if (!problem.cause().passing()) {
                frame.say(problem);
            }
        });
    }

    /** Follows a call: its progress is shown with a cross. */
    void follow(Call<?> call) {
        if (calls.size() < CALLS_MAX) {
            calls.put(call.id(), call);
        }
        call.onEnd(outcome -> org.mmsys.client.ui.kit.UiExecutor.onUi(() -> {
            calls.remove(call.id());
            if (progress.map(p -> p.call() == call.id()).orElse(false)) {
                endProgress();
            }
        }));
    }

    void progress(Progress now) {
        boolean first = progress.isEmpty();
        progress = Optional.of(now);
        quietly.restart();
        if (first) {
            begin.restart();
        } else if (!begin.isRunning()) {
            frame.stateBar().showProgress(progress);
        }
    }

    private void endProgress() {
        begin.stop();
        quietly.stop();
        progress = Optional.empty();
        frame.stateBar().showProgress(progress);
    }

    /** Gives up what goes on. */
    void cancel() {
        progress.ifPresent(it -> desk.service().cancel(it.call()));
        endProgress();
    }

    /** Shows the state of the connections again. */
    void refresh() {
        frame.stateBar()
                .show(worst(), desk.service().outbox().size(), desk.service().offline());
        if (worst().map(s -> s.status() != ConnectionState.Status.BUSY && s.status() != ConnectionState.Status.CHECKING)
                        .orElse(true)
                && calls.isEmpty()) {
            endProgress();
        }
    }

    private Optional<ConnectionState> worst() {
        Optional<ConnectionState> worst = Optional.empty();
        for (Account account : desk.service().accounts()) {
            ConnectionState state = desk.service().connection(account.id());
            if (worst.isEmpty() || rank(state) > rank(worst.get())) {
                worst = Optional.of(state);
            }
        }
        return worst;
    }

    private static int rank(ConnectionState state) {
        return switch (state.status()) {
            case NEW -> 0;
            case CONNECTED -> 1;
            case BUSY -> 2;
            case CHECKING -> 3;
            case ON_BACKUP -> 4;
            case OFFLINE -> 5;
            case NEEDS_YOU -> 6;
        };
    }

    /** The buttons beside a state. */
    List<Banner.Choice> choices(ConnectionState state) {
        List<Banner.Choice> choices = new ArrayList<>();
        if (desk.service().offline()) {
            choices.add(new Banner.Choice(
                    "online", Texts.of("state.go-online"), () -> frame.views().toggleOffline()));
            return choices;
        }
        Runnable primary = () ->
                desk.executor().then(desk.service().tryPrimaryNow(state.account()), done -> refresh(), frame::say);
        switch (state.status()) {
            case ON_BACKUP -> {
                choices.add(new Banner.Choice("try-primary", Texts.of("state.try-primary"), primary));
                choices.add(new Banner.Choice("history", Texts.of("state.history"), this::showDetails));
                choices.add(new Banner.Choice("log", Texts.of("state.log"), this::showLogs));
            }
            case OFFLINE -> {
                choices.add(new Banner.Choice("try-now", Texts.of("state.try-now"), frame::checkAll));
                choices.add(new Banner.Choice("log", Texts.of("state.log"), this::showLogs));
            }
            case NEEDS_YOU -> choices.add(new Banner.Choice("try-now", Texts.of("state.try-now"), frame::checkAll));
            case CHECKING -> choices.add(new Banner.Choice("log", Texts.of("state.log"), this::showLogs));
            case NEW, CONNECTED, BUSY -> {
                // Nothing to be done.
            }
        }
        return choices;
    }

    void showDetails() {
        frame.account().ifPresent(this::showHistory);
    }

    void showLogs() {
        frame.account().ifPresent(this::showLog);
    }

    void showHistory(Account account) {
        ConnectionWindow.history(frame, desk.service().connection(account.id()), dates);
    }

    void showLog(Account account) {
        ConnectionWindow.log(frame, () -> desk.service().transcript(account.id()));
    }
}
