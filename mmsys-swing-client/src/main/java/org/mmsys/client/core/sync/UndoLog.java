package org.mmsys.client.core.sync;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.mmsys.client.core.net.Trouble;

/** The last changes with their inverses, by unique id, so that they hold across sessions and servers. Owned by one thread. */
public final class UndoLog {
    private static final int STEPS_MAX = 50;

    private final Deque<Step> done = new ArrayDeque<>();
    private final Deque<Step> undone = new ArrayDeque<>();

    /** Something that changes what the user sees. */
    @FunctionalInterface
    public interface Doing {
        void run() throws IOException, Trouble;
    }

    private record Step(String what, Doing undo, Doing redo) {}

    /** A change was made. */
    public synchronized void did(String what, Doing undo, Doing redo) {
        if (done.size() >= STEPS_MAX) {
            done.removeLast();
        }
        done.push(new Step(what, undo, redo));
        undone.clear();
    }

    /** Undoes the last; what it was. */
    public Optional<String> undo() throws IOException, Trouble {
        Step step;
        synchronized (this) {
            step = done.poll();
        }
        if (step == null) {
            return Optional.empty();
        }
        step.undo().run();
        synchronized (this) {
            undone.push(step);
        }
        return Optional.of(step.what());
    }

    /** Does the last undone again; what it was. */
    public Optional<String> redo() throws IOException, Trouble {
        Step step;
        synchronized (this) {
            step = undone.poll();
        }
        if (step == null) {
            return Optional.empty();
        }
        step.redo().run();
        synchronized (this) {
            done.push(step);
        }
        return Optional.of(step.what());
    }

    public synchronized Optional<String> undoable() {
        return Optional.ofNullable(done.peek()).map(Step::what);
    }

    public synchronized Optional<String> redoable() {
        return Optional.ofNullable(undone.peek()).map(Step::what);
    }
}
