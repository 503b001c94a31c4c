package org.mmsys.client.ui.kit;

import java.awt.Frame;
import java.awt.GraphicsConfiguration;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.swing.JFrame;
import javax.swing.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the window looked like last time: bounds, splits, columns, zoom; a file {@code ui.properties} in the profile.
 *
 * <p>Changes are written half a second after the last one, to a new file that then takes the place of the old. A file that cannot be
 * read or written costs the user a layout, never mail. Owner: the event thread.
 */
public final class WindowState {
    private static final Logger log = LoggerFactory.getLogger(WindowState.class);
    private static final int DELAY_MILLIS = 500;
    private static final int VISIBLE_MIN = 120;

    private final Path file;
    private final Properties values = new Properties();
    private final Timer saving;

    /** The state kept in that file. */
    public WindowState(Path file) {
        this.file = file;
        this.saving = new Timer(DELAY_MILLIS, tick -> save());
        saving.setRepeats(false);
        if (Files.isRegularFile(file)) {
            try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                values.load(in);
            } catch (IOException | IllegalArgumentException unreadable) {
                log.atWarn().addKeyValue("file", file).setCause(unreadable).log("window state not read");
            }
        }
    }

    /** A value kept under that name. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.getProperty(name));
    }

    /** A number kept under that name, or {@code otherwise} when there is none. */
    public double number(String name, double otherwise) {
        try {
            double value = Double.parseDouble(values.getProperty(name, ""));
            return Double.isFinite(value) ? value : otherwise;
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** Keeps a value; it is on the disk half a second later. */
    public void put(String name, Object value) {
        String text = String.valueOf(value);
        if (!text.equals(values.setProperty(name, text))) {
            saving.restart();
        }
    }

    /** Writes at once what has not been written. */
    public void save() {
        saving.stop();
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                values.store(out, "MMSys window");
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            log.atWarn().addKeyValue("file", file).setCause(failed).log("window state not written");
        }
    }

    /** Gives a window the bounds it had, moved onto a screen that is there, and follows its changes. */
    public void follow(JFrame frame, String name, int width, int height) {
        Rectangle bounds = bounds(name).map(kept -> clamp(kept, screens())).orElse(new Rectangle(0, 0, width, height));
        frame.setBounds(bounds);
        if (bounds(name).isEmpty()) {
            frame.setLocationRelativeTo(null);
        }
        if (values.getProperty(name + ".maximised", "").equals("true")) {
            frame.setExtendedState(Frame.MAXIMIZED_BOTH);
        }
        frame.addComponentListener(new ComponentAdapter() {
            @Override
            public void componentResized(ComponentEvent event) {
                remember(frame, name);
            }

            @Override
            public void componentMoved(ComponentEvent event) {
                remember(frame, name);
            }
        });
    }

    /** The bounds moved and shrunk so that enough of them to work with is on one of the screens. */
    static Rectangle clamp(Rectangle wanted, List<Rectangle> screens) {
        if (screens.isEmpty()) {
            return wanted;
        }
        Rectangle screen = screens.get(0);
        for (Rectangle candidate : screens) {
            Rectangle common = candidate.intersection(wanted);
            if (common.width >= VISIBLE_MIN && common.height >= VISIBLE_MIN) {
                screen = candidate;
                break;
            }
        }
        int width = Math.min(wanted.width, screen.width);
        int height = Math.min(wanted.height, screen.height);
        int x = Math.max(screen.x, Math.min(wanted.x, screen.x + screen.width - width));
        int y = Math.max(screen.y, Math.min(wanted.y, screen.y + screen.height - height));
        return new Rectangle(x, y, width, height);
    }

    private void remember(JFrame frame, String name) {
        boolean maximised = (frame.getExtendedState() & Frame.MAXIMIZED_BOTH) != 0;
        put(name + ".maximised", maximised);
        if (!maximised && frame.isShowing()) {
            Rectangle b = frame.getBounds();
            put(name + ".bounds", b.x + " " + b.y + " " + b.width + " " + b.height);
        }
    }

    private Optional<Rectangle> bounds(String name) {
        String[] parts = values.getProperty(name + ".bounds", "").split(" ", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            Rectangle kept = new Rectangle(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]));
            return kept.width < VISIBLE_MIN || kept.height < VISIBLE_MIN ? Optional.empty() : Optional.of(kept);
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    private static List<Rectangle> screens() {
        List<Rectangle> screens = new ArrayList<>();
        for (GraphicsDevice device :
                GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices()) {
            GraphicsConfiguration configuration = device.getDefaultConfiguration();
            screens.add(configuration.getBounds());
        }
        return screens;
    }
}
