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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.swing.KeyStroke;

/** Keys and mouse, as a user has them: through the screen, to whatever has the focus or lies under the pointer. Any thread but the event thread. */
public final class Hands {
    private static final int DRAG_STEPS = 8;
    private static final String SHIFTED = "!@#$%^&*()";
    private static final String UNSHIFTED = "1234567890";

    private static final int ARRIVAL_MILLIS = 400;
    private static final int STILL_MILLIS = 30;

    private final Robot robot;
    private final Supplier<Watchdog> watchdog;
    private int keysSent;

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
        long before = watchdog.get().keys();
        int modifiers = stroke.getModifiers();
        keysSent = 0;
        hold(modifiers, true);
        stroke(stroke.getKeyCode());
        hold(modifiers, false);
        arrive(watchdog.get()::keys, before + keysSent);
    }

    /** Keys go to the window that came last, once it has the focus; a window manager may keep it from one that came by itself. */
    private static void awaitTop() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVAL_MILLIS);
        while (!Look.onUi(() -> Look.top().isFocused()) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STILL_MILLIS));
        }
        Look.doUi(() -> {
            Window top = Look.top();
            Component last = top.getMostRecentFocusOwner();
            if (!top.isFocused() && last != null) {
                top.toFront();
                last.requestFocus();
            }
        });
        Look.await("focus of the window", () -> Look.top().isFocused());
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
        long before = watchdog.get().keys();
        keysSent = 0;
        for (int i = 0; i < text.length(); i++) {
            key(text.charAt(i));
        }
        arrive(watchdog.get()::keys, before + keysSent);
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

    /** Clicks in the middle of a component. */
    public void click(Component component) {
        Point at = middle(component);
        // A window that has just come may still be moved by the window manager.
        for (Point before = new Point(-1, -1); !at.equals(before); at = middle(component)) {
            before = at;
            rest();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STILL_MILLIS));
        }
        click(at, 1);
    }

    /** Clicks so many times at a place of the screen. */
    public void click(Point at, int times) {
        long before = watchdog.get().clicks();
        robot.mouseMove(at.x, at.y);
        for (int i = 0; i < times; i++) {
            robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        }
        arrive(watchdog.get()::clicks, before + times);
    }

    /** Presses the other button of the mouse, which asks for a menu. */
    public void popup(Point at) {
        long before = watchdog.get().clicks();
        robot.mouseMove(at.x, at.y);
        robot.mousePress(InputEvent.BUTTON3_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON3_DOWN_MASK);
        arrive(watchdog.get()::clicks, before + 1);
    }

    /** Moves the pointer there. */
    public void point(Point at) {
        long before = watchdog.get().moves();
        robot.mouseMove(at.x, at.y);
        arrive(watchdog.get()::moves, before + 1);
    }

    /** Drags from one place of the screen to another; {@code atEnd} runs while the button is still down. */
    public void drag(Point from, Point to, Runnable atEnd) {
        point(from);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        for (int i = 1; i <= DRAG_STEPS; i++) {
            point(new Point(from.x + (to.x - from.x) * i / DRAG_STEPS, from.y + (to.y - from.y) * i / DRAG_STEPS));
        }
        try {
            atEnd.run();
        } finally {
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        }
        rest();
    }

    private static void arrive(LongSupplier seen, long wanted) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVAL_MILLIS);
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
