package org.mmsys.client.ui.rig;

import java.awt.AWTException;
import java.awt.Component;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.swing.KeyStroke;

/** Keys and mouse, as a user has them: through the screen, to whatever has the focus or lies under the pointer. Any thread but the event thread. */
public final class Hands {
    private static final int DRAG_STEPS = 8;
    private static final String SHIFTED = "!@#$%^&*()";
    private static final String UNSHIFTED = "1234567890";

    /** What is pressed always arrives, however slow the machine; what is let go may do so where no window of ours is any more. */
    private static final int ARRIVAL_SECONDS = 20;

    private static final int RELEASE_MILLIS = 400;
    private static final int STEP_MILLIS = 60;
    private static final int STILL_MILLIS = 30;
    private static final int FOCUS_MILLIS = 400;
    private static final int CLICKS_MAX = 3;

    private final Robot robot;
    private final Supplier<Watchdog> watchdog;
    private int keysSent;

    /** How many have been pressed and let go before. */
    private record Before(long pressed, long released) {}

    Hands(Supplier<Watchdog> watchdog) {
        this.watchdog = watchdog;
        try {
            robot = new Robot();
        } catch (AWTException none) {
            throw new IllegalStateException("no robot", none);
        }
    }

    /** Presses a key: {@code ctrl shift V}, {@code typed *}. */
    public void press(String key) {
        KeyStroke stroke = KeyStroke.getKeyStroke(key);
        if (stroke == null) {
            throw new IllegalArgumentException(key);
        }
        if (stroke.getKeyCode() == KeyEvent.VK_UNDEFINED) {
            type(String.valueOf(stroke.getKeyChar()));
            return;
        }
        awaitTop();
        Before before = keys();
        int modifiers = stroke.getModifiers();
        keysSent = 0;
        hold(modifiers, true);
        stroke(stroke.getKeyCode());
        hold(modifiers, false);
        arrived(key, before);
    }

    private Before keys() {
        return new Before(watchdog.get().keysPressed(), watchdog.get().keys());
    }

    private void arrived(String what, Before before) {
        arrive(what, watchdog.get()::keysPressed, before.pressed() + keysSent);
        soon(watchdog.get()::keys, before.released() + keysSent, RELEASE_MILLIS);
    }

    /** Keys go to the window that came last, once it has the focus; a window manager may keep it from one that came by itself. */
    static void awaitTop() {
        long[] asked = {System.nanoTime()};
        Look.await("focus of the window", () -> {
            Window top = Look.top();
            if (top.isFocused()) {
                return true;
            }
            if (System.nanoTime() - asked[0] > TimeUnit.MILLISECONDS.toNanos(FOCUS_MILLIS)) {
                asked[0] = System.nanoTime();
                ask(top);
            }
            return false;
        });
        soon(() -> Look.onUi(() -> Look.top().getFocusOwner() == null ? 0 : 1), 1, FOCUS_MILLIS);
    }

    private static void ask(Window top) {
        Component last = top.getMostRecentFocusOwner();
        top.toFront();
        if (last != null) {
            last.requestFocus();
        }
    }

    private void hold(int modifiers, boolean down) {
        modifier(modifiers, InputEvent.CTRL_DOWN_MASK, KeyEvent.VK_CONTROL, down);
        modifier(modifiers, InputEvent.SHIFT_DOWN_MASK, KeyEvent.VK_SHIFT, down);
        modifier(modifiers, InputEvent.ALT_DOWN_MASK, KeyEvent.VK_ALT, down);
    }

    private void modifier(int modifiers, int mask, int code, boolean down) {
        if ((modifiers & mask) != 0 && down) {
            robot.keyPress(code);
        } else if ((modifiers & mask) != 0) {
            release(code);
        }
    }

    private void stroke(int code) {
        robot.keyPress(code);
        release(code);
    }

    private void release(int code) {
        robot.keyRelease(code);
        keysSent++;
    }

    /** Types a text on an American keyboard. */
    public void type(String text) {
        awaitTop();
        Before before = keys();
        keysSent = 0;
        for (int i = 0; i < text.length(); i++) {
            key(text.charAt(i));
        }
        arrived(text, before);
    }

    private void key(char c) {
        int at = SHIFTED.indexOf(c);
        if (at >= 0) {
            tap(UNSHIFTED.charAt(at), true);
        } else if (c == '?' || c == '<' || c == '>' || c == ':' || c == '"') {
            tap("/,.;'".charAt("?<>:\"".indexOf(c)), true);
        } else if (c == '\'') {
            tap(KeyEvent.VK_QUOTE, false);
        } else {
            tap(Character.toUpperCase(c), Character.isUpperCase(c));
        }
    }

    private void tap(int code, boolean shift) {
        int real = code == '\'' ? KeyEvent.VK_QUOTE : code;
        if (shift) {
            robot.keyPress(KeyEvent.VK_SHIFT);
        }
        stroke(real);
        if (shift) {
            release(KeyEvent.VK_SHIFT);
        }
    }

    /** Clicks in the middle of a component; again if the window was moved by the window manager between the look and the click. */
    public void click(Component component) {
        boolean hit = false;
        for (int tries = 0; tries < CLICKS_MAX && !hit; tries++) {
            click(resting(component), 1);
            hit = watchdog.get().pressedOn(component);
        }
        if (!hit) {
            throw new AssertionError("something else lies where " + component.getName() + " is");
        }
    }

    private static Point resting(Component component) {
        Point at = middle(component);
        for (Point before = new Point(-1, -1); !at.equals(before); at = middle(component)) {
            before = at;
            rest();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STILL_MILLIS));
        }
        return at;
    }

    /** Clicks so many times at a place of the screen. */
    public void click(Point at, int times) {
        click(at, times, InputEvent.BUTTON1_DOWN_MASK);
    }

    private void click(Point at, int times, int button) {
        long before = watchdog.get().clicks();
        robot.mouseMove(at.x, at.y);
        for (int i = 0; i < times; i++) {
            robot.mousePress(button);
            robot.mouseRelease(button);
        }
        arrive("click at " + at, watchdog.get()::clicks, before + times);
    }

    /** Presses the other button of the mouse, which asks for a menu. */
    public void popup(Point at) {
        click(at, 1, InputEvent.BUTTON3_DOWN_MASK);
    }

    /** Moves the pointer there. */
    public void point(Point at) {
        move(at, RELEASE_MILLIS);
    }

    private void move(Point at, int patienceMillis) {
        long before = watchdog.get().moves();
        robot.mouseMove(at.x, at.y);
        soon(watchdog.get()::moves, before + 1, patienceMillis);
    }

    /**
     * Drags from one place of the screen to another and lets go there once it is {@code over}, which is asked on the event thread: a drag
     * is noticed late on a slow machine, so the pointer keeps moving a little.
     */
    public void drag(Point from, Point to, BooleanSupplier over) {
        point(from);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        try {
            for (int i = 1; i <= DRAG_STEPS; i++) {
                move(
                        new Point(from.x + (to.x - from.x) * i / DRAG_STEPS, from.y + (to.y - from.y) * i / DRAG_STEPS),
                        STEP_MILLIS);
            }
            int[] step = {0};
            Look.await("the drag is over its target", () -> {
                robot.mouseMove(to.x + step[0]++ % 2, to.y);
                return over.getAsBoolean();
            });
        } finally {
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        }
        rest();
    }

    private static void arrive(String what, LongSupplier seen, long wanted) {
        soon(seen, wanted, TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS));
        if (seen.getAsLong() < wanted) {
            throw new AssertionError(what + " did not arrive at any window");
        }
    }

    private static void soon(LongSupplier seen, long wanted, long patienceMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (seen.getAsLong() < wanted && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        rest();
    }

    /** Waits until everything that has been posted has been done. */
    public static void rest() {
        Look.doUi(() -> {});
        Look.doUi(() -> {});
    }

    /** Waits until a component has the focus. */
    public void awaitFocus(Component component) {
        Look.await("focus in " + component.getName(), component::isFocusOwner);
    }

    /** The middle of a component on the screen. */
    public static Point middle(Component component) {
        Rectangle bounds = Look.onUi(() -> new Rectangle(component.getLocationOnScreen(), component.getSize()));
        return new Point(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    }
}
