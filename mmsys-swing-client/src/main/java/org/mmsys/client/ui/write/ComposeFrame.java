package org.mmsys.client.ui.write;

import com.formdev.flatlaf.util.SystemFileChooser;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.kit.Sizes;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;

/**
 * A window in which a message is written.
 *
 * <p>What is written is saved every 20 seconds and whenever the window loses the focus; sending hands the message to the engine, and
 * the window goes only when the engine has it on its disk. What stands in the way is said in the window. Event thread.
 */
public final class ComposeFrame extends JFrame {
    private final transient Desk desk;
    private final transient Host host;
    private final transient Commands commands = new Commands(KeyMap.standard());
    private final ComposeForm form;
    private final AttachmentStrip attachments;
    private final JPanel banners =
            new JPanel(new MigLayout("insets 0, fillx, wrap 1, gap 0, hidemode 3", "[grow,fill]"));
    private final transient DraftKeeper keeper;
    private final transient Reminders reminders;
    private boolean sending;

    /** Where windows of this kind come from and what becomes of their messages. */
    public interface Host {
        /** The message goes to the outbox; {@code now} without waiting for Undo. Later calls back one of the two. */
        void send(Draft draft, boolean now, Runnable done, java.util.function.Consumer<Problem> failed);

        /** The window has gone. */
        void closed(ComposeFrame frame);
    }

    /** A window with that draft; not visible yet. */
    public ComposeFrame(Desk desk, DateTexts dates, Draft draft, Host host) {
        this.desk = desk;
        this.host = host;
        setName("compose");
        setIconImages(Icons.window());
        form = new ComposeForm(desk.service(), draft);
        attachments = new AttachmentStrip(
                desk.executor(),
                (path, why) -> say(Banner.Kind.ERROR, Texts.of("compose.attach.failed", path.getFileName(), why)));
        attachments.setFiles(draft.attachments());
        keeper = new DraftKeeper(desk, draft, this::current, dates);
        reminders = new Reminders(draft);
        register();
        build();
        wire();
        title();
        changed();
        keeper.markSaved();
    }

    private void register() {
        commands.add("compose.send", "send", () -> !sending, () -> send(false, false));
        commands.add("compose.queue", "outbox", () -> !sending, () -> send(true, false));
        commands.add("compose.attach", "attachment", this::chooseFiles);
        commands.add("compose.paste-quoted", "", form::pasteQuoted);
        commands.add("compose.save", "save", keeper::save);
        commands.add("compose.close", "", this::close);
    }

    private void build() {
        banners.setOpaque(false);
        JPanel top = new JPanel(new MigLayout("insets 0, fillx, wrap 1, gap 0, hidemode 3", "[grow,fill]"));
        top.add(ComposeTools.bar(commands, keeper.status()), "wmin 0");
        top.add(form.head(), "wmin 0");
        top.add(banners, "wmin 0");
        JPanel all = new JPanel(new BorderLayout());
        all.add(top, BorderLayout.NORTH);
        all.add(form.bodyScroll(), BorderLayout.CENTER);
        all.add(attachments, BorderLayout.SOUTH);
        setContentPane(all);
        commands.bindWindow(
                getRootPane(),
                List.of(
                        "compose.send",
                        "compose.queue",
                        "compose.attach",
                        "compose.paste-quoted",
                        "compose.save",
                        "compose.close"));
        ComposeTools.bindEscape(getRootPane(), commands.get("compose.close"));
        desk.state().follow(this, "compose", Theme.px(760), Theme.px(640));
        setMinimumSize(new Dimension(Theme.px(480), Theme.px(360)));
    }

    private void wire() {
        form.onChange(this::changed);
        attachments.onChange(this::changed);
        new FileDrop(form.body(), attachments::attach);
        new FileDrop(getRootPane(), attachments::attach);
        setDefaultCloseOperation(DO_NOTHING_ON_CLOSE);
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                close();
            }

            @Override
            public void windowDeactivated(WindowEvent event) {
                keeper.saveIfChanged();
            }

            @Override
            public void windowOpened(WindowEvent event) {
                form.focusFirst();
            }
        });
    }

    /** What stands in the window now. */
    public Draft current() {
        return form.read(keeper.base(), attachments.files());
    }

    private void changed() {
        keeper.changed();
        title();
        attachments.showSize(estimate(), desk.service().sizeLimit(form.account()));
        reminders.newcomer(form.recipients()).ifPresentOrElse(this::offerNewcomer, () -> removeBanner("newcomer"));
    }

    private void offerNewcomer(AddressText who) {
        if (hasBanner("newcomer." + who.address())) {
            return;
        }
        removeBanner("newcomer");
        Banner banner = new Banner(
                "newcomer." + who.address(),
                Banner.Kind.INFO,
                Texts.of("compose.new-domain", who.address()),
                List.of(
                        new Banner.Choice("keep", Texts.of("compose.new-domain.keep"), () -> {
                            reminders.accept(who);
                            removeBanner("newcomer");
                        }),
                        new Banner.Choice(
                                "remove", Texts.of("compose.new-domain.remove"), () -> form.removeRecipient(who))));
        banners.add(banner, "wmin 0");
        banners.revalidate();
    }

    /** What the message will be on the wire, roughly: base64 makes four octets of three. */
    private long estimate() {
        long files = attachments.files().stream()
                .mapToLong(Draft.Attachment::sizeBytes)
                .sum();
        return files * 37 / 27 + form.body().getDocument().getLength() + 1_000L;
    }

    private void title() {
        String subject = form.subject();
        setTitle(subject.isBlank() ? Texts.of("compose.title.new") : Texts.of("compose.title", subject));
    }

    private void chooseFiles() {
        SystemFileChooser chooser = new SystemFileChooser();
        chooser.setMultiSelectionEnabled(true);
        chooser.setDialogTitle(Texts.of("compose.attach.title"));
        if (chooser.showOpenDialog(this) == SystemFileChooser.APPROVE_OPTION) {
            attach(Arrays.stream(chooser.getSelectedFiles()).map(File::toPath).toList());
        }
    }

    /** Attaches files. */
    public void attach(List<Path> files) {
        attachments.attach(files);
    }

    private void send(boolean later, boolean anyway) {
        form.commit();
        removeBanner("objection");
        Draft draft = current();
        List<String> objections = new ArrayList<>(form.objections());
        if (objections.isEmpty()) {
            desk.service().objections(draft).forEach(problem -> objections.add(problem.text()));
        }
        Optional<Long> limit = desk.service().sizeLimit(draft.account());
        if (limit.isPresent() && estimate() > limit.get()) {
            objections.add(Texts.of("compose.too-big", Sizes.of(estimate()), Sizes.of(limit.get())));
        }
        if (!objections.isEmpty()) {
            say(Banner.Kind.ERROR, objections.get(0));
            form.focusFirst();
            return;
        }
        if (!anyway && remind(draft, later)) {
            return;
        }
        sending = true;
        keeper.stop();
        commands.refresh();
        host.send(draft, later, this::gone, problem -> {
            sending = false;
            keeper.resume();
            commands.refresh();
            say(Banner.Kind.ERROR, Texts.of("compose.failed", problem.text()));
            if (!isVisible()) {
                setVisible(true);
            }
        });
    }

    private boolean remind(Draft draft, boolean later) {
        Optional<String> word = reminders.missingAttachment(draft);
        if (word.isPresent()) {
            ask(
                    Texts.of("compose.attachment-missing", word.get()),
                    new Banner.Choice("attach", Texts.of("compose.attachment-missing.attach"), this::chooseFiles),
                    new Banner.Choice("anyway", Texts.of("compose.attachment-missing.send"), () -> send(later, true)));
            return true;
        }
        if (draft.subject().isBlank()) {
            ask(
                    Texts.of("compose.no-subject"),
                    new Banner.Choice("anyway", Texts.of("compose.no-subject.send"), () -> send(later, true)));
            form.focusSubject();
            return true;
        }
        return false;
    }

    private void ask(String text, Banner.Choice... choices) {
        removeBanner("objection");
        banners.add(new Banner("objection", Banner.Kind.WARNING, text, List.of(choices)), "wmin 0");
        banners.revalidate();
    }

    private void say(Banner.Kind kind, String text) {
        removeBanner("objection");
        banners.add(new Banner("objection", kind, text, List.of()), "wmin 0");
        banners.revalidate();
        banners.repaint();
    }

    private boolean hasBanner(String name) {
        return Arrays.stream(banners.getComponents()).anyMatch(banner -> name.equals(banner.getName()));
    }

    private void removeBanner(String name) {
        for (var banner : banners.getComponents()) {
            if (banner.getName() != null && banner.getName().startsWith(name)) {
                banners.remove(banner);
            }
        }
        banners.revalidate();
        banners.repaint();
    }

    /** Closes the window; asks what is to become of a message that was not sent. Says whether it has gone. */
    public boolean close() {
        form.commit();
        if (sending) {
            return true;
        }
        if (!keeper.wasChanged() && !keeper.wasSaved()) {
            discard(false);
            return true;
        }
        int answer = ComposeTools.askToKeep(this);
        if (answer == ComposeTools.KEEP) {
            discard(true);
        } else if (answer == ComposeTools.DISCARD) {
            discard(false);
        }
        return answer != ComposeTools.STAY;
    }

    private void discard(boolean keep) {
        keeper.stop();
        desk.executor().then(desk.service().closeDraft(current(), keep), done -> {}, problem -> {
            setVisible(true);
            say(Banner.Kind.ERROR, Texts.of("compose.not-saved", problem.text()));
        });
        gone();
    }

    private void gone() {
        keeper.stop();
        dispose();
        host.closed(this);
        SwingUtilities.invokeLater(() -> desk.state().save());
    }
}
