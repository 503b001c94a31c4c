package org.mmsys.client.ui.rig;

import java.awt.AWTException;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.swing.JMenu;
import javax.swing.SwingUtilities;

/** Finds what is on the screen by its name, and waits for what is to come. Any thread but the event thread. */
public final class Look {
    /** How long a test waits for what must come at once. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private Look() {}

    /** What that gives on the event thread. */
    public static <T> T onUi(Callable<T> work) {
        if (SwingUtilities.isEventDispatchThread()) {
            try {
                return work.call();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try {
            SwingUtilities.invokeAndWait(() -> {
                try {
                    result.set(work.call());
                } catch (Exception | AssertionError failed) {
                    failure.set(failed);
                }
            });
        } catch (InvocationTargetException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        if (failure.get() instanceof AssertionError failed) {
            throw failed;
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        return Objects.requireNonNull(result.get());
    }

    /** Does that on the event thread. */
    public static void doUi(Runnable work) {
        onUi(() -> {
            work.run();
            return Optional.empty();
        });
    }

    /** Waits until that is so; it is asked on the event thread. */
    public static void await(String what, BooleanSupplier so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!onUi(so::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited in vain: " + what + "; windows: " + windows() + "; picture: " + picture());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(8));
        }
    }

    private static List<String> windows() {
        return onUi(() -> showing().stream()
                .map(w -> w.getClass().getSimpleName() + " " + w.getName())
                .toList());
    }

    /** What was to be seen when a test failed. */
    private static String picture() {
        try {
            Path file = Files.createTempFile(Files.createDirectories(Path.of("target", "pictures")), "failed-", ".png");
            Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
            ImageIO.write(new Robot().createScreenCapture(screen), "png", file.toFile());
            return file.toString();
        } catch (IOException | AWTException none) {
            return "none, " + none;
        }
    }

    /** The windows on the screen, the youngest first. Event thread. */
    public static List<Window> showing() {
        List<Window> found = new ArrayList<>();
        for (Window window : Window.getWindows()) {
            if (window.isShowing()) {
                found.add(0, window);
            }
        }
        return found;
    }

    /** The frame or dialog that has come last. Event thread. */
    public static Window top() {
        return showing().stream()
                .filter(w -> w instanceof Frame || w instanceof Dialog)
                .findFirst()
                .orElseThrow();
    }

    /** Waits for a window of that name. */
    public static Window window(String name) {
        await("window " + name, () -> showing().stream().anyMatch(w -> name.equals(w.getName())));
        return onUi(() -> showing().stream()
                .filter(w -> name.equals(w.getName()))
                .findFirst()
                .orElseThrow());
    }

    /** Whether a window of that name is on the screen. */
    public static boolean isOpen(String name) {
        return onUi(() -> showing().stream().anyMatch(w -> name.equals(w.getName())));
    }

    /** Waits for a component of that name on the screen, in the youngest window that has one. */
    public static <C extends Component> C find(Class<C> type, String name) {
        return find(type, name, c -> name.equals(c.getName()));
    }

    /** Waits for a component of that kind on the screen of which that is true. */
    public static <C extends Component> C find(Class<C> type, String what, Predicate<C> wanted) {
        await(type.getSimpleName() + " " + what, () -> first(type, wanted).isPresent());
        return onUi(() -> first(type, wanted).orElseThrow());
    }

    /** Whether a component of that name is on the screen. */
    public static boolean isThere(String name) {
        return onUi(() -> first(Component.class, c -> name.equals(c.getName())).isPresent());
    }

    private static <C extends Component> Optional<C> first(Class<C> type, Predicate<C> wanted) {
        for (Window window : showing()) {
            for (Component each : all(window)) {
                if (type.isInstance(each) && each.isShowing() && wanted.test(type.cast(each))) {
                    return Optional.of(type.cast(each));
                }
            }
        }
        return Optional.empty();
    }

    /** All components in a container, itself first, menus with their entries. Event thread. */
    public static List<Component> all(Container in) {
        List<Component> found = new ArrayList<>();
        collect(in, found);
        return found;
    }

    private static void collect(Component in, List<Component> found) {
        found.add(in);
        if (in instanceof JMenu menu) {
            collect(menu.getPopupMenu(), found);
        }
        if (in instanceof Container container) {
            for (Component child : container.getComponents()) {
                collect(child, found);
            }
        }
    }
}
