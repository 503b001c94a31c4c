package org.mmsys.client.ui.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import javax.swing.SwingUtilities;
import org.mmsys.client.ui.MainFrame;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WindowState;

/** Opens the window on the demonstration, to be looked at: {@code [dark] [zoom=1.5] [lang=de]}. */
public final class DemoWindow {
    private DemoWindow() {}

    /** Opens it. */
    public static void main(String... arguments) throws Exception {
        boolean dark = false;
        float zoom = 1;
        for (String argument : arguments) {
            dark |= argument.equals("dark");
            if (argument.startsWith("zoom=")) {
                zoom = Float.parseFloat(argument.substring(5));
            }
            if (argument.startsWith("lang=")) {
                Texts.use(Locale.forLanguageTag(argument.substring(5)));
            }
        }
        boolean night = dark;
        float factor = zoom;
        Path profile = Files.createTempDirectory("demo-profile");
        SwingUtilities.invokeAndWait(() -> {
            Theme.install(night, factor);
            Desk desk = new Desk(
                    new DemoMailService(true),
                    new UiExecutor(),
                    new WindowState(profile.resolve("ui.properties")),
                    InstantSource.fixed(DemoMails.NOW),
                    ZoneOffset.UTC);
            MainFrame frame = new MainFrame(desk);
            frame.onQuit(() -> System.exit(0));
            frame.begin();
            frame.setBounds(0, 0, 1280, 800);
        });
    }
}
