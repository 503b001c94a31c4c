package org.mmsys.client.ui.demo;

import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics2D;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JComponent;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.MainFrame;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WindowState;

/** Paints the pictures of the documentation: {@code DIRECTORY [NAME...]}; needs a display, Xvfb will do. */
@SuppressWarnings("NullAway")
public final class DemoPictures {
    private final Path directory;
    private final List<String> names;

    private DemoPictures(Path directory, List<String> names) {
        this.directory = directory;
        this.names = names;
    }

    /** Paints them. */
    public static void main(String... arguments) throws Exception {
        new DemoPictures(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length)).all();
        System.exit(0);
    }

    private interface Scene {
        Window play(MainFrame frame, DemoMailService service) throws Exception;
    }

    private void all() throws Exception {
        Files.createDirectories(directory);
        scene("main-light", false, 1, "en", (frame, service) -> select(frame, "Board minutes"));
        scene("main-dark", true, 1, "en", (frame, service) -> select(frame, "Invoice 2231"));
        scene("threads", false, 1, "en", (frame, service) -> {
            ui(() -> frame.getRootPane().getActionMap());
            press(frame, "item.view.threads");
            press(frame, "item.view.expand-all");
            return select(frame, "Re: Visit in Paris");
        });
        scene("filter", false, 1, "en", (frame, service) -> {
            select(frame, "Board minutes");
            type(frame, "filter.text", "re");
            return frame;
        });
        scene("blocked", false, 1, "en", (frame, service) -> select(frame, "Five tide pools worth a detour"));
        scene("original", true, 1, "en", (frame, service) -> {
            select(frame, "Five tide pools worth a detour");
            press(frame, "reader.view.original");
            settle();
            return frame;
        });
        scene("failover", false, 1, "en", (frame, service) -> {
            service.connect(DemoMailService.state(
                    Status.ON_BACKUP,
                    "10.0.0.6:995",
                    Optional.of(Problem.of(Problem.Cause.UNREACHABLE, "the primary timed out"))));
            return select(frame, "Backup of s1 took over for 41 seconds");
        });
        scene("compose", false, 1, "en", this::compose);
        scene("compose-dark", true, 1, "en", this::compose);
        scene("completion", false, 1, "en", (frame, service) -> {
            Window window = open(frame, "tool.mail.write", "compose");
            type(window, "compose.to.text", "gr");
            return window;
        });
        scene("account-new", false, 1, "en", this::account);
        scene("account-check", false, 1, "en", (frame, service) -> {
            Window dialog = account(frame, service);
            press(dialog, "account.check");
            settle();
            return dialog;
        });
        scene("outbox", false, 1, "en", (frame, service) -> outbox(frame));
        scene("empty", false, 1, "en", (frame, service) -> folder(frame, 7));
        scene("zoom", false, 1.5f, "en", (frame, service) -> select(frame, "Invoice 2231"));
        scene("german", false, 1, "de", (frame, service) -> select(frame, "Board minutes"));
        scene("pseudo", false, 1, "en-XA", (frame, service) -> select(frame, "Board minutes"));
        for (boolean dark : new boolean[] {false, true}) {
            scene(dark ? "redirect-dark" : "redirect", dark, 1, "en", (frame, service) -> {
                select(frame, "Board minutes");
                Window window = open(frame, "item.message.redirect", "redirect");
                type(window, "redirect.to.text", "grace@example.org, li");
                return window;
            });
        }
        scene("settings", false, 1, "de", (frame, service) -> open(frame, "item.account.edit", "account"));
        for (String density : new String[] {"compact", "relaxed"}) {
            scene(density, false, 1, "en", (frame, service) -> {
                press(frame, "item.view." + density);
                return select(frame, "Board minutes");
            });
        }
        scene("toast", false, 1, "en", (frame, service) -> {
            select(frame, "Lunch on Friday?");
            press(frame, "tool.message.delete");
            settle();
            return frame;
        });
    }

    private Window compose(MainFrame frame, DemoMailService service) throws Exception {
        select(frame, "Board minutes");
        Window window = open(frame, "tool.message.reply", "compose");
        ui(() -> {
            JTextComponent body = find(window, JTextComponent.class, "compose.body");
            body.setText(
                    "Hello Grace,\n\nthe 12th suits me. I will bring the cards and the small engine; the plan is attached.\n\nAda\n"
                            + body.getText());
            body.setCaretPosition(0);
            ((org.mmsys.client.ui.write.ComposeFrame) window)
                    .attach(List.of(file("plan.pdf", 240_000), file("log.txt", 3_000)));
            return body;
        });
        type(window, "compose.to.text", "Linus Pauling <linus@example.org>,");
        return window;
    }

    private static Path file(String name, int size) throws Exception {
        Path file = Files.createTempDirectory("demo-files").resolve(name);
        return Files.write(file, new byte[size]);
    }

    private Window account(MainFrame frame, DemoMailService service) throws Exception {
        Window dialog = open(frame, "item.account.new", "account");
        ui(() -> {
            find(dialog, JTabbedPane.class, "account.tabs").setSelectedIndex(1);
            return 0;
        });
        for (String[] pair : new String[][] {
            {"account.accounts.primary", "10.0.0.5:7000"},
            {"account.accounts.backup", "10.0.0.6:7000"},
            {"account.smtp.primary", "10.0.0.5:587"},
            {"account.smtp.backup", "10.0.0.6:587"},
            {"account.pop3.primary", "10.0.0.5:995"},
            {"account.pop3.backup", "10.0.0.6:995"},
            {"request.user", "ada"},
            {"request.password", "correct horse 1"},
            {"request.repeat", "correct horse 1"},
            {"request.name", "Ada Lovelace"}
        }) {
            type(dialog, pair[0], pair[1]);
        }
        return dialog;
    }

    private Window outbox(MainFrame frame) throws Exception {
        folder(frame, 3);
        ui(() -> {
            find(frame, JTable.class, "messages").setRowSelectionInterval(1, 1);
            return 0;
        });
        settle();
        return frame;
    }

    private Window folder(MainFrame frame, int row) throws Exception {
        ui(() -> {
            find(frame, javax.swing.JTree.class, "folders").setSelectionRow(row);
            return 0;
        });
        settle();
        return frame;
    }

    private void scene(String name, boolean dark, float zoom, String language, Scene scene) throws Exception {
        if (!names.isEmpty() && !names.contains(name)) {
            return;
        }
        DemoMailService service = new DemoMailService(true);
        if (name.equals("outbox")) {
            service.queue(entry(
                    "o1",
                    "Re: Invoice 2231",
                    OutboxEntry.Status.WAITING,
                    Problem.of(Problem.Cause.UNREACHABLE, "Neither server answers.")));
            service.queue(entry(
                    "o2",
                    "Minutes for the board",
                    OutboxEntry.Status.REFUSED,
                    Problem.of(Problem.Cause.REFUSED, "550 5.1.1 bord@example.org: no such user.")
                            .advising("Correct the address and send it again.")));
        }
        Path profile = Files.createTempDirectory("demo-profile");
        MainFrame frame = ui(() -> {
            Texts.use(Locale.forLanguageTag(language));
            Theme.install(dark, zoom);
            Desk desk = new Desk(
                    service,
                    new UiExecutor(),
                    new WindowState(profile.resolve("ui.properties")),
                    InstantSource.fixed(DemoMails.NOW),
                    ZoneOffset.UTC);
            MainFrame made = new MainFrame(desk);
            made.setBounds(0, 0, 1280, 800);
            made.begin();
            return made;
        });
        settle();
        Window shown = scene.play(frame, service);
        settle();
        settle();
        save(name, shown);
        ui(() -> {
            for (Window window : Window.getWindows()) {
                window.dispose();
            }
            return 0;
        });
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }

    private static OutboxEntry entry(String id, String subject, OutboxEntry.Status status, Problem problem) {
        return new OutboxEntry(
                id,
                DemoMailService.ACCOUNT,
                subject,
                List.of("grace@example.org"),
                4_200,
                status,
                DemoMails.NOW.minusSeconds(900),
                DemoMails.NOW.plusSeconds(20),
                3,
                Optional.of(problem));
    }

    private void save(String name, Window window) throws Exception {
        BufferedImage image = ui(() -> {
            KeyboardFocusManager.getCurrentKeyboardFocusManager();
            Container content = ((javax.swing.RootPaneContainer) window).getRootPane();
            BufferedImage made = new BufferedImage(content.getWidth(), content.getHeight(), BufferedImage.TYPE_INT_RGB);
            Graphics2D g = made.createGraphics();
            content.paint(g);
            for (Window popup : window.getOwnedWindows()) {
                if (popup.isShowing() && popup.getClass().getName().contains("HeavyWeight")) {
                    g.translate(
                            popup.getX() - content.getLocationOnScreen().x,
                            popup.getY() - content.getLocationOnScreen().y);
                    popup.paint(g);
                }
            }
            g.dispose();
            return made;
        });
        File file = directory.resolve(name + ".png").toFile();
        ImageIO.write(image, "png", file);
    }

    private static Window select(MainFrame frame, String subject) throws Exception {
        ui(() -> {
            JTable table = find(frame, JTable.class, "messages");
            for (int i = 0; i < table.getRowCount(); i++) {
                if (((org.mmsys.client.core.model.MessageRow) table.getValueAt(i, 0))
                        .subject()
                        .equals(subject)) {
                    table.setRowSelectionInterval(i, i);
                }
            }
            return 0;
        });
        settle();
        return frame;
    }

    private static void press(Container window, String name) throws Exception {
        ui(() -> {
            AbstractButton button = find(window, AbstractButton.class, name);
            button.getAction();
            if (button.getAction() != null) {
                button.getAction().actionPerformed(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, name));
            } else {
                button.doClick(0);
            }
            return 0;
        });
        settle();
    }

    private static Window open(MainFrame frame, String button, String window) throws Exception {
        press(frame, button);
        settle();
        return ui(() -> {
            for (Window one : Window.getWindows()) {
                if (window.equals(one.getName()) && one.isShowing()) {
                    return one;
                }
            }
            throw new IllegalStateException("no window " + window);
        });
    }

    private static void type(Container window, String name, String text) throws Exception {
        ui(() -> {
            JTextComponent field = find(window, JTextComponent.class, name);
            field.requestFocusInWindow();
            return 0;
        });
        settle();
        ui(() -> {
            find(window, JTextComponent.class, name).setText(text);
            return 0;
        });
        settle();
    }

    private static <C extends Component> C find(Container in, Class<C> type, String name) {
        for (Component child : children(in)) {
            if (type.isInstance(child) && name.equals(child.getName())) {
                return type.cast(child);
            }
            if (child instanceof Container container) {
                C found = find(container, type, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Component[] children(Container in) {
        return in instanceof javax.swing.JMenu menu
                ? menu.getMenuComponents()
                : in instanceof JComponent c ? c.getComponents() : in.getComponents();
    }

    /** Lets engine, worker and event thread come to rest. */
    private static void settle() throws Exception {
        for (int i = 0; i < 6; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(70));
            ui(() -> 0);
        }
    }

    private static <T> T ui(Callable<T> work) throws Exception {
        Object[] result = new Object[2];
        SwingUtilities.invokeAndWait(() -> {
            try {
                result[0] = work.call();
            } catch (Exception failed) {
                result[1] = failed;
            }
        });
        if (result[1] instanceof Exception failed) {
            throw failed;
        }
        @SuppressWarnings("unchecked")
        T value = (T) result[0];
        return value;
    }
}
