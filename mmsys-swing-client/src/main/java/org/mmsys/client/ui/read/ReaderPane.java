package org.mmsys.client.ui.read;

import java.awt.CardLayout;
import java.awt.print.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.JPanel;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.EmptyState;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.list.DateTexts;

/**
 * One message to be read: head, banners, body, attachments.
 *
 * <p>A message is shown only if it is still the one that is selected when it has been made ready. Nothing on show has called out
 * unless the user asked for it. Event thread.
 */
public final class ReaderPane extends Surface {
    private final transient MailService service;
    private final transient UiExecutor executor;
    private final transient DateTexts dates;
    private final CardLayout cards = new CardLayout();
    private final JPanel deck = new JPanel(cards);
    private final EmptyState empty = new EmptyState("reader.empty");
    private final HeaderPanel head;
    private final JPanel banners =
            new JPanel(new MigLayout("insets 0, fillx, wrap 1, gap 0, hidemode 3", "[grow,fill]"));
    private final BodyPane body;
    private final AttachmentBar attachments;
    private final FindBar find;
    private transient Consumer<OpenedMessage> onShown = message -> {};
    private transient BannerSource extraBanners = row -> List.of();
    private transient Optional<MessageRow.Key> wanted = Optional.empty();
    private transient Optional<OpenedMessage> shown = Optional.empty();
    private transient Optional<Call<OpenedMessage>> opening = Optional.empty();
    private HeaderPanel.View view = HeaderPanel.View.SIMPLE;
    private CleanHtml.Remote remote = CleanHtml.Remote.BLOCK;
    private boolean allHeaders;

    /** Banners that the place of a message adds: drafts, the outbox. */
    public interface BannerSource {
        /** What is to be said above this message. */
        List<Banner> of(MessageRow row);
    }

    /** What the reader needs from the window around it. */
    public record Surroundings(
            Commands commands,
            DateTexts dates,
            AttachmentSaver saver,
            Consumer<String> onHover,
            Consumer<String> onMail) {}

    /** An empty reader. */
    public ReaderPane(MailService service, UiExecutor executor, Surroundings around) {
        super(new MigLayout("insets 0, fill, gap 0", "[grow,fill]", "[grow,fill]"), "Mms.paper");
        this.service = service;
        this.executor = executor;
        this.dates = around.dates();
        setName("reader");
        head = new HeaderPanel(around.commands(), around.dates(), this::choose);
        body = new BodyPane(
                service, executor, new Links(this, around.onHover(), around.onMail()), new BodyPane.Listener() {
                    @Override
                    public void shown(CleanHtml html) {
                        sayBlocked(html);
                    }

                    @Override
                    public void failed(Problem problem) {
                        say(problem);
                    }
                });
        attachments = new AttachmentBar(around.saver().actions(this::key));
        find = new FindBar(body::find, () -> body.focusTarget().requestFocusInWindow());
        banners.setOpaque(false);
        Surface page = new Surface(
                new MigLayout("insets 0, fill, wrap 1, gap 0, hidemode 3", "[grow,fill]", "[][][][grow,fill][]"),
                "Mms.paper");
        page.add(head, "wmin 0");
        page.add(find, "wmin 0");
        page.add(banners, "wmin 0");
        page.add(body, "wmin 0, hmin 0");
        page.add(attachments, "wmin 0");
        deck.add(empty, "empty");
        deck.add(page, "page");
        add(deck, "wmin 0, hmin 0");
        showNothing();
    }

    /** Hears which message is on show now. */
    public void onShown(Consumer<OpenedMessage> listener) {
        onShown = listener;
    }

    /** Adds banners that depend on where a message is. */
    public void setBannerSource(BannerSource source) {
        extraBanners = source;
    }

    /** Shows what is selected: one message, a count, or nothing. */
    public void show(List<MessageRow> rows, String moveKey) {
        if (rows.size() == 1) {
            show(rows.get(0));
            return;
        }
        forget();
        if (rows.isEmpty()) {
            showNothing();
        } else {
            empty.say("mail", Texts.of("reader.several", rows.size()), Texts.of("reader.several.hint", moveKey));
            cards.show(deck, "empty");
        }
    }

    /** Shows words in the place of a message. */
    public void explain(String icon, String title, String hint) {
        forget();
        empty.say(icon, title, hint);
        cards.show(deck, "empty");
    }

    private void showNothing() {
        empty.say("mail-open", Texts.of("reader.none"), Texts.of("reader.none.hint"));
        cards.show(deck, "empty");
    }

    private void show(MessageRow row) {
        if (wanted.equals(Optional.of(row.key()))) {
            return;
        }
        forget();
        wanted = Optional.of(row.key());
        Call<OpenedMessage> call = service.open(row.key());
        opening = Optional.of(call);
        executor.then(call, message -> opened(row, message), problem -> failed(row, problem));
    }

    private void forget() {
        opening.filter(call -> call.outcome().isEmpty()).ifPresent(Call::cancel);
        opening = Optional.empty();
        wanted = Optional.empty();
        shown = Optional.empty();
        remote = CleanHtml.Remote.BLOCK;
        body.clear();
    }

    private void opened(MessageRow row, OpenedMessage message) {
        if (!wanted.equals(Optional.of(row.key()))) {
            return;
        }
        shown = Optional.of(message);
        remote = senderAllowed(message) ? CleanHtml.Remote.SHOW : CleanHtml.Remote.BLOCK;
        banners.removeAll();
        extraBanners.of(row).forEach(banner -> banners.add(banner, "wmin 0"));
        if (!message.defects().isEmpty()) {
            banners.add(
                    new Banner("defects", Banner.Kind.INFO, String.join(" ", message.defects()), List.of()), "wmin 0");
        }
        head.show(message, allHeaders);
        attachments.show(message.attachments());
        present();
        cards.show(deck, "page");
        onShown.accept(message);
    }

    private void failed(MessageRow row, Problem problem) {
        if (wanted.equals(Optional.of(row.key()))) {
            empty.say("error", Texts.of("reader.failed"), problem.text());
            cards.show(deck, "empty");
        }
    }

    private boolean senderAllowed(OpenedMessage message) {
        return service.remoteAllowed().contains(message.row().fromAddress());
    }

    private void choose(HeaderPanel.View chosen) {
        view = chosen;
        present();
    }

    private void present() {
        shown.ifPresent(message -> {
            removeBanner("blocked");
            head.mark(message.hasHtml() ? view : HeaderPanel.View.PLAIN);
            body.show(message, view, remote);
        });
    }

    private void sayBlocked(CleanHtml html) {
        removeBanner("blocked");
        if (html.blocked().isEmpty() || shown.isEmpty()) {
            return;
        }
        String sender = shown.get().row().fromAddress();
        String text = html.trackers() == 0
                ? Texts.of("reader.blocked", html.blocked().size())
                : Texts.of("reader.blocked.trackers", html.blocked().size(), html.trackers());
        List<Banner.Choice> choices = new ArrayList<>();
        choices.add(new Banner.Choice("once", Texts.of("reader.blocked.once"), () -> {
            remote = CleanHtml.Remote.SHOW;
            present();
        }));
        choices.add(new Banner.Choice("always", Texts.of("reader.blocked.always", sender), () -> {
            service.allowRemote(sender, true);
            remote = CleanHtml.Remote.SHOW;
            present();
        }));
        banners.add(new Banner("blocked", Banner.Kind.WARNING, text, choices), "wmin 0");
        banners.revalidate();
    }

    /** Says above the message that something did not work. */
    public void say(Problem problem) {
        removeBanner("problem");
        banners.add(new Banner("problem", Banner.Kind.ERROR, problem.text(), List.of()), "wmin 0");
        banners.revalidate();
    }

    private void removeBanner(String name) {
        for (var banner : banners.getComponents()) {
            if (name.equals(banner.getName())) {
                banners.remove(banner);
            }
        }
        banners.revalidate();
        banners.repaint();
    }

    private Optional<MessageRow.Key> key() {
        return shown.map(message -> message.row().key());
    }

    /** The message on show. */
    public Optional<OpenedMessage> shown() {
        return shown;
    }

    /** The text the user has selected in it: what an answer quotes. */
    public Optional<String> selectedText() {
        return shown.isEmpty() ? Optional.empty() : body.selectedText().filter(text -> !text.isBlank());
    }

    /** Shows all headers, or the usual ones. */
    public void setAllHeaders(boolean all) {
        allHeaders = all;
        shown.ifPresent(message -> head.show(message, all));
    }

    /** Opens the search in the message; the view Original cannot search, so it gives way to Simple. */
    public void find() {
        if (view == HeaderPanel.View.ORIGINAL) {
            choose(HeaderPanel.View.SIMPLE);
        }
        find.open();
    }

    /** Goes on to the next place. */
    public void findNext() {
        if (find.isVisible()) {
            find.find(false);
        } else {
            find.open();
        }
    }

    /** One page down; false when the end is on the screen. */
    public boolean pageDown() {
        return shown.isEmpty() || body.pageDown();
    }

    /** Builds the body again: after a change of theme or zoom its colours and fonts are others. */
    public void refreshLook() {
        shown.ifPresent(message -> {
            head.show(message, allHeaders);
            attachments.show(message.attachments());
        });
        present();
    }

    /** The component that takes the focus: the text. */
    public JComponent focusTarget() {
        return body.focusTarget();
    }

    /** Makes the message on show ready for paper; HTML as in the view Simple, since paper needs no colours. */
    public void printable(Consumer<Printable> ready, Consumer<Problem> failed) {
        shown.ifPresent(message -> {
            if (!message.hasHtml() || view == HeaderPanel.View.PLAIN) {
                ready.accept(MessagePrint.plain(message, dates));
                return;
            }
            executor.then(
                    service.html(message.row().key(), CleanHtml.Style.SIMPLE, CleanHtml.Remote.BLOCK),
                    html -> ready.accept(MessagePrint.html(message, dates, html.html(), BodyPane.inline(message))),
                    failed);
        });
    }
}
