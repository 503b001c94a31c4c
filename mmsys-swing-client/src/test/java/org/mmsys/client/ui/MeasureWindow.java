package org.mmsys.client.ui;

import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.store.FolderState;
import org.mmsys.client.core.store.Index;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.kit.WindowState;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.list.MessageTable;
import org.mmsys.client.ui.rig.Look;

/**
 * Measures the window, on the real engine, with a folder of many messages: {@code [ROWS]}, 100,000 if nothing is said; needs a display,
 * Xvfb will do. Prints one line for each number. {@code start PROFILE} measures how long the program takes to come up.
 */
public final class MeasureWindow {
    private static final int RUNS = 7;

    private final Stopwatch events = new Stopwatch();
    private final MainFrame frame;
    private final MessageTable table;

    private MeasureWindow(MainFrame frame) {
        this.frame = frame;
        this.table = frame.table();
    }

    /** Remembers the longest event, by the clock and by the work it was. */
    private static final class Stopwatch extends EventQueue {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final AtomicLong longest = new AtomicLong();
        private final AtomicLong hardest = new AtomicLong();

        @Override
        protected void dispatchEvent(AWTEvent event) {
            long began = System.nanoTime();
            long worked = THREADS.getCurrentThreadCpuTime();
            super.dispatchEvent(event);
            longest.accumulateAndGet(System.nanoTime() - began, Math::max);
            hardest.accumulateAndGet(THREADS.getCurrentThreadCpuTime() - worked, Math::max);
        }
    }

    /** Measures. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length == 2) {
            comeUp(arguments[1]);
        } else {
            measure(arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]));
        }
        System.exit(0);
    }

    private static void comeUp(String profile) throws Exception {
        ClientMain.main("--profile", profile);
        await(() -> Arrays.stream(java.awt.Window.getWindows()).anyMatch(java.awt.Window::isShowing));
        long sinceStart = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        say(
                "from the start of the virtual machine to a visible window",
                sinceStart,
                "ms, " + cpuMillis() + " ms of work on all threads");
    }

    private static void measure(int rows) throws Exception {
        Path profile = Files.createTempDirectory("measure");
        fill(profile, rows);
        say("size of the index", Files.size(profile.resolve("index.mv")) >> 20, "MB");
        MailService service = MailEngine.open(EngineSettings.command(profile, Asks.nobody()))
                .got()
                .orElseThrow();
        MainFrame[] frame = new MainFrame[1];
        long began = System.nanoTime();
        ui(() -> {
            Texts.use(Locale.ENGLISH);
            Theme.install(false, 1);
            frame[0] = new MainFrame(new Desk(
                    service,
                    new UiExecutor(),
                    new WindowState(profile.resolve("ui.properties")),
                    InstantSource.fixed(DemoMails.NOW),
                    ZoneOffset.UTC));
            frame[0].begin();
        });
        await(frame[0]::isShowing);
        say("window built and visible", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), "ms");
        new MeasureWindow(frame[0]).run(rows);
        service.close();
    }

    /** A profile with an account and a folder of that many messages, as if they had all been seen once. */
    static void fill(Path profile, int rows) throws Exception {
        MailService service = MailEngine.open(EngineSettings.command(profile, Asks.nobody()))
                .got()
                .orElseThrow();
        service.saveAccount(DemoMailService.account(), Optional.empty(), Asks.KeepPassword.NOWHERE)
                .await(Duration.ofSeconds(20));
        service.close();
        Folder.Id folder = new Folder.Id(DemoMailService.ACCOUNT, "Projects");
        List<MessageRow> all = DemoMails.many(DemoMailService.ACCOUNT, "Projects", rows);
        try (Index index = Index.open(profile.resolve("index.mv"))) {
            index.edit(change -> {
                change.put(FolderState.empty(folder, Folder.Place.HERE));
                all.forEach(change::put);
            });
        }
    }

    private void run(int rows) throws Exception {
        long before = heap();
        Toolkit.getDefaultToolkit().getSystemEventQueue().push(events);
        JTree tree = frame.tree();
        timed("open the folder", 1, () -> ui(() -> select(tree, "Projects")), () -> table.getRowCount() == rows);
        for (Column column : new Column[] {Column.SUBJECT, Column.FROM, Column.SIZE, Column.DATE}) {
            timed("sort by " + column.id(), RUNS, () -> ui(() -> table.sort(column)), this::settled);
        }
        JTextField filter = Look.find(JTextField.class, "filter.text");
        for (String text : new String[] {"invoice", "invoice pl"}) {
            timed(
                    "filter \"" + text + "\" (with the 120 ms after the last key)",
                    1,
                    () -> ui(() -> filter.setText(text)),
                    () -> frame.model().query().text().equals(text) && settled());
        }
        timed("filter cleared", 1, () -> ui(() -> filter.setText("")), () -> table.getRowCount() == rows);
        scroll();
        timed("threads", 1, () -> ui(() -> run("view.threads")), () -> table.getRowCount() < rows && settled());
        long heap = heap();
        say(
                "heap in all, after a collection",
                heap >> 20,
                "MB, " + ((heap - before) >> 20) + " of them for the folder");
        say(
                "longest event",
                TimeUnit.NANOSECONDS.toMillis(events.longest.get()),
                "ms by the clock, the hardest " + TimeUnit.NANOSECONDS.toMillis(events.hardest.get()) + " ms of work");
    }

    private void scroll() throws Exception {
        int height = table.getVisibleRect().height;
        long[] frames = new long[600];
        for (int i = 0; i < frames.length; i++) {
            long began = System.nanoTime();
            int y = i * height;
            ui(() -> {
                table.scrollRectToVisible(new java.awt.Rectangle(0, y, 10, height));
                table.paintImmediately(table.getVisibleRect());
            });
            frames[i] = System.nanoTime() - began;
        }
        Arrays.sort(frames);
        say("a page further, 95 of 100 pages under", frames[frames.length * 95 / 100] / 1000, "µs");
    }

    private boolean settled() {
        return frame.model().settled();
    }

    private void run(String command) {
        frame.commands().run(command);
    }

    private static void select(JTree tree, String name) {
        for (int i = 0; i < tree.getRowCount(); i++) {
            if (tree.getPathForRow(i).getLastPathComponent().toString().startsWith(name)) {
                tree.setSelectionRow(i);
            }
        }
    }

    private interface Step {
        void go() throws Exception;
    }

    private void timed(String what, int runs, Step step, BooleanSupplier done) throws Exception {
        long[] took = new long[runs];
        long[] worked = new long[runs];
        for (int i = 0; i < runs; i++) {
            long began = System.nanoTime();
            long before = cpuMillis();
            step.go();
            await(done);
            took[i] = System.nanoTime() - began;
            worked[i] = cpuMillis() - before;
        }
        Arrays.sort(took);
        Arrays.sort(worked);
        String spread = (runs == 1 ? "ms" : "ms (longest of " + runs + ": " + took[runs - 1] / 1_000_000 + ")") + ", "
                + worked[runs / 2] + " ms of work on all threads";
        say(what, took[runs / 2] / 1_000_000, spread);
    }

    private static void await(BooleanSupplier done) throws Exception {
        boolean[] so = {false};
        while (!so[0]) {
            SwingUtilities.invokeAndWait(() -> so[0] = done.getAsBoolean());
            if (!so[0]) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private static void ui(Runnable work) throws Exception {
        SwingUtilities.invokeAndWait(work);
    }

    /** The work of all threads of this process so far: what other programs do meanwhile does not count. */
    private static long cpuMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .orElse(0L);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void say(String what, long number, String unit) {
        System.out.println(what + ": " + number + " " + unit);
    }
}
