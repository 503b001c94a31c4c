package org.mmsys.client.ui;

import java.awt.AWTException;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.swing.SwingUtilities;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A notice of the desktop, outside of our windows: by {@code notify-send} where that is installed, by the tray elsewhere, and none where
 * there is neither. Blocks for a moment: not for the event thread.
 */
final class DesktopNotice {
    private static final Logger log = LoggerFactory.getLogger(DesktopNotice.class);
    private static final int WAIT_SECONDS = 3;

    private final Runnable onClick;
    private Optional<TrayIcon> tray = Optional.empty();

    /** {@code onClick} runs on the event thread when the notice in the tray is clicked. */
    DesktopNotice(Runnable onClick) {
        this.onClick = onClick;
    }

    /** Shows a notice; never throws. */
    synchronized void show(String title, String text) {
        if (!byCommand(title, text)) {
            SwingUtilities.invokeLater(() -> byTray(title, text));
        }
    }

    private static boolean byCommand(String title, String text) {
        try {
            Process sender = new ProcessBuilder(command(title, text))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!sender.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
                sender.destroy();
                return true;
            }
            return sender.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What a stranger wrote is text, never an option or markup (Desktop Notifications Specification, Markup). */
    static List<String> command(String title, String text) {
        return List.of(
                "notify-send",
                "--app-name=" + Texts.of("app.name"),
                "--icon=mail-unread",
                "--",
                plain(title),
                plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private void byTray(String title, String text) {
        if (!SystemTray.isSupported()) {
            return;
        }
        try {
            if (tray.isEmpty()) {
                TrayIcon icon = new TrayIcon(Icons.window().get(0), Texts.of("app.name"));
                icon.setImageAutoSize(true);
                icon.addActionListener(clicked -> onClick.run());
                SystemTray.getSystemTray().add(icon);
                tray = Optional.of(icon);
            }
            tray.ifPresent(icon -> icon.displayMessage(title, text, TrayIcon.MessageType.NONE));
        } catch (AWTException | UnsupportedOperationException none) {
            log.atDebug().setCause(none).log("no tray");
        }
    }

    /** Takes our icon out of the tray: with one the program would not end. Event thread. */
    void close() {
        tray.ifPresent(icon -> SystemTray.getSystemTray().remove(icon));
        tray = Optional.empty();
    }
}
