package org.mmsys.client.ui.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.awt.GraphicsEnvironment;
import java.awt.Toolkit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A screen of the tests' own: this JVM starts an Xvfb and uses it, whatever other screens there are, so that no test ever takes the
 * mouse out of somebody's hand.
 *
 * <p>Every test class that touches AWT names this extension, or {@link Rig}: what comes first decides for the whole JVM whether there
 * is a screen. Without Xvfb or a window manager models are tested headless and windows are skipped; under {@code ./dist/test}, which
 * installs both, that is a failure. Both end with this JVM, however it ends.
 */
public final class Display implements BeforeAllCallback {
    private static final String SIZE = "1280x800x24";
    private static final int START_SECONDS = 30;
    private static final Path XVFB = Path.of("/usr/bin/Xvfb");
    private static final Path OPENBOX = Path.of("/usr/bin/openbox");

    /** New windows have the focus and no frames; with a border of one pixel Java takes the window for being at the corner of the screen. */
    private static final String RULES = """
            <openbox_config xmlns="http://openbox.org/3.4/rc">
              <theme><keepBorder>no</keepBorder></theme>
              <focus><focusNew>yes</focusNew></focus>
              <mouse><context name="Client"><mousebind button="Left" action="Press"><action name="Focus"/></mousebind></context></mouse>
              <applications><application class="*"><decor>no</decor><focus>yes</focus></application></applications>
            </openbox_config>
            """;

    private static String missing = "";
    private static boolean tried;

    /** What is needed of the C library: the display is read from the environment of the process, which Java cannot change. */
    private interface C extends Library {
        int setenv(String name, String value, int overwrite);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    /** Skips the test when there is no screen; fails it where there must be one. */
    static void need() {
        start();
        if (!missing.isEmpty() && Boolean.getBoolean("mmsys.test.complete")) {
            throw new AssertionError(missing + "; ./dist/test installs it");
        }
        assumeTrue(missing.isEmpty(), () -> "tests of the window need " + missing);
    }

    private static synchronized void start() {
        if (tried) {
            return;
        }
        tried = true;
        if (!Files.isExecutable(XVFB)) {
            missing = "Xvfb (Debian, Ubuntu: apt-get install xvfb)";
        } else if (!Files.isExecutable(OPENBOX)) {
            missing = "a window manager (Debian, Ubuntu: apt-get install openbox)";
        } else if (!Files.exists(Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so"))) {
            missing = "a Java with windows (Debian, Ubuntu: apt-get install openjdk-17-jre)";
        } else {
            connect();
        }
    }

    private static void connect() {
        try {
            // The shell lives as long as the pipe from this JVM to it, and the screen as long as the shell.
            Process screen = new ProcessBuilder(
                            "sh",
                            "-c",
                            XVFB + " -displayfd 1 -screen 0 " + SIZE + " -nolisten tcp & x=$!; cat >/dev/null; kill $x")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String display = ":" + line(screen);
            Path rules = Files.createTempFile("openbox", ".xml");
            Files.writeString(rules, RULES);
            ProcessBuilder manager = new ProcessBuilder(
                            OPENBOX.toString(), "--config-file", rules.toString(), "--startup", "echo ready")
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            manager.environment().put("DISPLAY", display);
            line(manager.start());
            Files.delete(rules);
            Native.load("c", C.class).setenv("DISPLAY", display, 1);
            System.setProperty("java.awt.headless", "false");
            if (GraphicsEnvironment.isHeadless()) {
                throw new IllegalStateException("a test before this one has used AWT without a screen");
            }
            Toolkit.getDefaultToolkit();
        } catch (IOException | ExecutionException | TimeoutException broken) {
            throw new IllegalStateException("no screen for the tests", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private static String line(Process process) throws ExecutionException, TimeoutException, InterruptedException {
        String line = CompletableFuture.supplyAsync(() -> firstLine(process))
                .get(START_SECONDS, TimeUnit.SECONDS)
                .strip();
        if (line.isEmpty()) {
            throw new IllegalStateException("the screen or its window manager did not start");
        }
        return line;
    }

    private static String firstLine(Process process) {
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            String line = out.readLine();
            return line == null ? "" : line;
        } catch (IOException ended) {
            return "";
        }
    }
}
