package org.mmsys.client.ui.write;

import java.util.function.Supplier;
import javax.swing.JLabel;
import javax.swing.Timer;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.DateTexts;

/** Keeps a draft on the disk: 20 seconds after the last change at the latest, one save at a time. Event thread. */
final class DraftKeeper {
    private static final int EVERY_MILLIS = 20_000;

    private final Desk desk;
    private final Supplier<Draft> current;
    private final DateTexts dates;
    private final JLabel status = Forms.muted("");
    private final Timer timer;
    private Draft base;
    private boolean changed;
    private boolean everChanged;
    private boolean saved;
    private boolean saving;
    private boolean stopped;

    DraftKeeper(Desk desk, Draft draft, Supplier<Draft> current, DateTexts dates) {
        this.desk = desk;
        this.base = draft;
        this.current = current;
        this.dates = dates;
        status.setName("compose.status");
        timer = new Timer(EVERY_MILLIS, tick -> saveIfChanged());
        timer.setRepeats(false);
    }

    /** The label that says when it was saved. */
    JLabel status() {
        return status;
    }

    /** The last version the engine knows: the one with its id and its copies of the attachments. */
    Draft base() {
        return base;
    }

    /** Something was typed. */
    void changed() {
        changed = true;
        everChanged = true;
        if (!stopped && !timer.isRunning()) {
            timer.start();
        }
    }

    /** What is in the window now is where it began: nothing to be saved. */
    void markSaved() {
        changed = false;
        everChanged = false;
        timer.stop();
    }

    boolean wasChanged() {
        return everChanged;
    }

    boolean wasSaved() {
        return saved;
    }

    void saveIfChanged() {
        if (changed) {
            save();
        }
    }

    /** Saves now, or as soon as the save that is under way has ended. */
    void save() {
        if (stopped || saving) {
            changed = true;
            return;
        }
        timer.stop();
        changed = false;
        saving = true;
        status.setText(Texts.of("compose.saving"));
        desk.executor()
                .then(
                        desk.service().saveDraft(current.get()),
                        kept -> {
                            saving = false;
                            saved = true;
                            base = kept;
                            status.setText(Texts.of(
                                    "compose.saved", dates.time(desk.clock().instant())));
                            again();
                        },
                        problem -> {
                            saving = false;
                            changed = true;
                            status.setText(Texts.of("compose.not-saved", problem.text()));
                            status.setToolTipText(status.getText());
                            again();
                        });
    }

    private void again() {
        if (changed && !stopped) {
            timer.restart();
        }
    }

    /** No more saves: the message has been sent or dropped. */
    void stop() {
        stopped = true;
        timer.stop();
    }

    /** It was not sent after all. */
    void resume() {
        stopped = false;
        changed();
    }
}
