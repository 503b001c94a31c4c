package org.mmsys.client.ui.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Toolkit;
import java.awt.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.swing.JTable;
import javax.swing.RepaintManager;
import javax.swing.text.JTextComponent;
import org.assertj.swing.edt.FailOnThreadViolationRepaintManager;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mmsys.client.core.MailService;
import org.mmsys.client.ui.MainFrame;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WindowState;

/**
 * A window on a screen for one test, and the watch over it.
 *
 * <p>After each test the windows are gone, and the test fails if something touched Swing off the event thread, if an event took longer
 * than {@link Watchdog#LIMIT}, or if an exception got lost on any thread.
 */
public final class Rig implements BeforeEachCallback, AfterEachCallback {
    private static final List<String> LOST = new CopyOnWriteArrayList<>();
    private static Optional<Watchdog> watchdog = Optional.empty();

    private final List<MailService> services = new ArrayList<>();
    private final List<UiExecutor> executors = new ArrayList<>();
    private final Hands hands;
    private final Path profile;
    private boolean lenient;

    /** A rig for one test. */
    public Rig() {
        Display.need();
        hands = new Hands(Rig::watchdog);
        try {
            profile = Files.createTempDirectory("mmsys-window");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        install();
        LOST.clear();
        watchdog().late();
    }

    private static synchronized void install() {
        if (watchdog.isPresent()) {
            return;
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, lost) -> LOST.add(trace(thread, lost)));
        System.setProperty("flatlaf.useSystemFileChooser", "false");
        Watchdog made = new Watchdog();
        watchdog = Optional.of(made);
        Toolkit.getDefaultToolkit().getSystemEventQueue().push(made);
        Look.doUi(() -> {
            watchdog().exempt();
            Texts.use(Locale.ENGLISH);
            RepaintManager.setCurrentManager(new FailOnThreadViolationRepaintManager());
            Theme.install(false, 1);
        });
        warmUp();
    }

    /** What is loaded and compiled while a program starts is not what a test of it is about. */
    private static void warmUp() {
        Rig first = new Rig();
        first.open(new DemoMailService(true));
        JTable table = Look.find(JTable.class, "rows", found -> found.getRowCount() > 0);
        Look.doUi(() -> table.setRowSelectionInterval(0, 0));
        Look.find(JTextComponent.class, "reader.plain");
        first.end();
        watchdog().late();
    }

    private static Watchdog watchdog() {
        return watchdog.orElseThrow();
    }

    private static String trace(Thread thread, Throwable lost) {
        java.io.StringWriter text = new java.io.StringWriter();
        lost.printStackTrace(new java.io.PrintWriter(text));
        return thread.getName() + ": " + text;
    }

    /** Keys and mouse. */
    public Hands hands() {
        return hands;
    }

    /** The directory of this test. */
    public Path profile() {
        return profile;
    }

    /** Lets this test keep the event thread busy: it measures itself. */
    public void lenient() {
        lenient = true;
    }

    /** The longest event so far, in milliseconds. */
    public long longestMillis() {
        return watchdog().longest().toMillis();
    }

    /** Opens the main window on that engine, at the time of the demonstration. */
    public MainFrame open(MailService service) {
        return open(service, InstantSource.fixed(DemoMails.NOW), Locale.ENGLISH);
    }

    /** Opens the main window on that engine, at a time, in a language. */
    public MainFrame open(MailService service, InstantSource clock, Locale language) {
        UiExecutor executor = new UiExecutor();
        services.add(service);
        executors.add(executor);
        MainFrame frame = Look.onUi(() -> {
            watchdog().exempt();
            Texts.use(language);
            WindowState state = new WindowState(profile.resolve("ui.properties"));
            MainFrame made = new MainFrame(new Desk(service, executor, state, clock, ZoneOffset.UTC));
            if (state.get("main.bounds").isEmpty()) {
                made.setBounds(0, 0, 1280, 780);
            }
            made.begin();
            return made;
        });
        Look.await("the window", frame::isShowing);
        Hands.awaitTop();
        Hands.rest();
        return frame;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Hands.rest();
        List<String> late = watchdog().late();
        end();
        assertThat(LOST).as("exceptions nobody saw").isEmpty();
        if (!lenient) {
            assertThat(late).as("events that kept the window from answering").isEmpty();
        }
    }

    private void end() {
        Look.doUi(() -> {
            watchdog().exempt();
            for (Window window : Window.getWindows()) {
                window.dispose();
            }
            Texts.use(Locale.ENGLISH);
            Theme.setDark(false);
            Theme.setZoom(1);
        });
        Hands.rest();
        executors.forEach(UiExecutor::close);
        services.forEach(MailService::close);
        delete(profile);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryNotEmptyException | UncheckedIOException busy) {
            // The window has kept its state once more meanwhile; it is a temporary directory.
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
