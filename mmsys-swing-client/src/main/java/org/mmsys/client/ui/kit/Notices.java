package org.mmsys.client.ui.kit;

import java.awt.Dimension;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import javax.swing.JLayeredPane;
import javax.swing.JRootPane;
import org.jspecify.annotations.Nullable;

/**
 * Toasts of one window: what has just happened, for a few seconds, with Undo. One at a time; a new one takes the place of the old.
 *
 * <p>What needs an answer or stays true is a {@link Banner}, not a toast. Owner: the event thread.
 */
public final class Notices {
    private static final Duration STAYS = Duration.ofSeconds(8);

    private final JRootPane root;
    private @Nullable Toast shown;
    private @Nullable Runnable pending;

    /** Toasts above the lower edge of that window. */
    public Notices(JRootPane root) {
        this.root = root;
        root.addComponentListener(new ComponentAdapter() {
            @Override
            public void componentResized(ComponentEvent event) {
                place();
            }
        });
    }

    /** Says what happened. */
    public void say(String text) {
        show(left -> text, List.of(), STAYS, () -> {});
    }

    /** Says what happened and offers to take it back. */
    public void undoable(String text, Runnable undo) {
        show(left -> text, List.of(new Banner.Choice("undo", Texts.of("toast.undo"), undo)), STAYS, () -> {});
    }

    /**
     * A toast that counts down.
     *
     * @param text the words for a number of seconds left
     * @param atEnd runs when it goes by itself, also when another toast takes its place; not when a choice was made
     */
    public void show(LongFunction<String> text, List<Banner.Choice> choices, Duration stays, Runnable atEnd) {
        hide();
        pending = atEnd;
        Toast toast = new Toast(text, choices, stays, this::ended, this::remove);
        shown = toast;
        root.getLayeredPane().add(toast, JLayeredPane.POPUP_LAYER);
        place();
    }

    /** Takes the toast away as if its time were over. */
    public void hide() {
        if (shown != null) {
            remove();
            ended();
        }
    }

    /** The text of the toast on show. */
    public Optional<String> text() {
        return Optional.ofNullable(shown)
                .map(toast -> toast.getAccessibleContext().getAccessibleName());
    }

    private void ended() {
        Runnable last = pending;
        pending = null;
        if (last != null) {
            last.run();
        }
    }

    private void remove() {
        Toast toast = shown;
        shown = null;
        if (toast != null) {
            toast.stop();
            root.getLayeredPane().remove(toast);
            root.getLayeredPane().repaint(toast.getBounds());
        }
    }

    private void place() {
        Toast toast = shown;
        if (toast != null) {
            Dimension size = toast.getPreferredSize();
            JLayeredPane layers = root.getLayeredPane();
            int width = Math.min(size.width, layers.getWidth() - Theme.px(32));
            toast.setBounds(
                    (layers.getWidth() - width) / 2,
                    layers.getHeight() - size.height - Theme.px(48),
                    width,
                    size.height);
            toast.revalidate();
            toast.repaint();
        }
    }
}
