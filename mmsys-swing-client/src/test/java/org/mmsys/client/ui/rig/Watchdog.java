package org.mmsys.client.ui.rig;

import java.awt.AWTEvent;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/**
 * Times every event on the event thread and remembers those that took too long, with what the thread was doing then.
 *
 * <p>What counts is work and waiting for others, not the time in which other programs have the processor: tests run beside builds. What a
 * modal dialog does inside the event that opened it is timed on its own. It also counts keys and clicks that have arrived. One for the JVM.
 */
final class Watchdog extends EventQueue {
    /** What a user does not notice. */
    static final Duration LIMIT = Duration.ofMillis(100);

    /** The same on a machine of CI, whose processor is shared and slow. */
    static final Duration LIMIT_BUSY = Duration.ofMillis(300);

    /** By the clock, whoever had the processor. */
    static final Duration LIMIT_CLOCK = Duration.ofSeconds(3);

    private static final int SAMPLE_MILLIS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<String> late = new CopyOnWriteArrayList<>();
    private final Deque<Timing> open = new ArrayDeque<>();
    private volatile @Nullable Timing now;
    private volatile Thread eventThread = Thread.currentThread();
    private volatile long longestNanos;
    private volatile @Nullable Component pressedOn;
    private final long limitNanos;
    private final AtomicLong keysPressed = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong clicks = new AtomicLong();
    private final AtomicLong moves = new AtomicLong();

    private static final class Timing {
        private final String event;
        private long since = System.nanoTime();
        private long work = cpu();
        private long spent;
        private long worked;
        private final AtomicLong waited = new AtomicLong();
        private volatile boolean exempt;
        private volatile String doing = "";

        Timing(String event) {
            this.event = event;
        }

        void stop() {
            spent += System.nanoTime() - since;
            worked += cpu() - work;
        }

        static long cpu() {
            return THREADS.getCurrentThreadCpuTime();
        }
    }

    Watchdog() {
        boolean busy = Boolean.getBoolean("mmsys.test.complete") || System.getenv("CI") != null;
        limitNanos = (busy ? LIMIT_BUSY : LIMIT).toNanos();
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        // With a fixed rate a sampler that was kept waiting itself would look many times at one moment.
        var unused = sampler.scheduleWithFixedDelay(this::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void dispatchEvent(AWTEvent event) {
        eventThread = Thread.currentThread();
        Timing outer = open.peek();
        if (outer != null) {
            outer.stop();
            judge(outer);
            outer.exempt = true; // the rest of it is the life of a dialog
        }
        Timing mine = new Timing(String.valueOf(event));
        open.push(mine);
        now = mine;
        if (event.getID() == MouseEvent.MOUSE_PRESSED && event instanceof MouseEvent mouse) {
            pressedOn = SwingUtilities.getDeepestComponentAt(mouse.getComponent(), mouse.getX(), mouse.getY());
        }
        count(event.getID()); // whoever waits for it posts something that comes after it
        try {
            super.dispatchEvent(event);
        } finally {
            open.pop();
            mine.stop();
            judge(mine);
            now = open.peek();
        }
    }

    private void count(int id) {
        if (id == KeyEvent.KEY_PRESSED) {
            keysPressed.incrementAndGet();
        } else if (id == KeyEvent.KEY_RELEASED) {
            keys.incrementAndGet();
        } else if (id == MouseEvent.MOUSE_RELEASED) {
            clicks.incrementAndGet();
        } else if (id == MouseEvent.MOUSE_MOVED || id == MouseEvent.MOUSE_DRAGGED) {
            moves.incrementAndGet();
        }
    }

    /** How many keys have been pressed so far. */
    long keysPressed() {
        return keysPressed.get();
    }

    /** How many keys have been let go so far. */
    long keys() {
        return keys.get();
    }

    /** How many times a button of the mouse has been let go so far. */
    long clicks() {
        return clicks.get();
    }

    /** Whether a button of the mouse was pressed on that component the last time. */
    boolean pressedOn(Component component) {
        Component last = pressedOn;
        return last != null && SwingUtilities.isDescendingFrom(last, component);
    }

    /** How many times the mouse has been moved so far. */
    long moves() {
        return moves.get();
    }

    private void judge(Timing timing) {
        if (!timing.exempt) {
            longestNanos = Math.max(longestNanos, Math.max(timing.worked, timing.waited.get()));
            if (timing.worked > limitNanos
                    || timing.waited.get() > LIMIT_BUSY.toNanos()
                    || timing.spent > LIMIT_CLOCK.toNanos()) {
                late.add(timing.worked / 1_000_000 + " ms of work, " + timing.waited.get() / 1_000_000
                        + " ms of waiting, " + timing.spent / 1_000_000 + " ms by the clock: " + timing.event
                        + timing.doing);
            }
        }
    }

    private void sample() {
        Timing timing = now;
        if (timing == null || timing.exempt) {
            return;
        }
        Thread.State state = eventThread.getState();
        if (state != Thread.State.RUNNABLE) {
            timing.waited.addAndGet(TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS));
        }
        if (timing.doing.isEmpty() && System.nanoTime() - timing.since > LIMIT.toNanos() / 2) {
            StringBuilder stack = new StringBuilder();
            int lines = 0;
            for (StackTraceElement line : eventThread.getStackTrace()) {
                if (lines++ < 40) {
                    stack.append("\n        at ").append(line);
                }
            }
            timing.doing = stack.toString();
        }
    }

    /** Lets the event that is under way take its time: the test itself builds a window in it. Event thread. */
    void exempt() {
        Timing timing = open.peek();
        if (timing != null) {
            timing.exempt = true;
        }
    }

    /** The events that took too long since the last call. */
    List<String> late() {
        List<String> found = List.copyOf(late);
        late.clear();
        return found;
    }

    /** The longest event since the last call. */
    Duration longest() {
        Duration longest = Duration.ofNanos(longestNanos);
        longestNanos = 0;
        return longest;
    }
}
