package org.mmsys.client.ui.read;

import java.awt.CardLayout;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.swing.JComponent;
import javax.swing.JPanel;
import org.jsoup.Jsoup;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.ui.kit.UiExecutor;
import org.w3c.dom.Document;

/** The body of the message on show in one of three views; built off the event thread, shown only if still wanted. Event thread. */
final class BodyPane extends JPanel {
    private final CardLayout cards = new CardLayout();
    private final transient MailService service;
    private final transient UiExecutor executor;
    private final transient Links links;
    private final transient SimpleView simple;
    private final transient OriginalView original;
    private final transient PlainView plain;
    private final transient Listener listener;
    private transient BodyView now;
    private transient long generation;

    /** Hears what a body turned out to be. */
    interface Listener {
        /** HTML is on show, with what was left out of it. */
        void shown(CleanHtml html);

        void failed(Problem problem);
    }

    BodyPane(MailService service, UiExecutor executor, Links links, Listener listener) {
        this.service = service;
        this.executor = executor;
        this.links = links;
        this.listener = listener;
        simple = new SimpleView(links);
        original = new OriginalView(links);
        plain = new PlainView(links);
        now = plain;
        setLayout(cards);
        add(simple.component(), "SIMPLE");
        add(original.component(), "ORIGINAL");
        add(plain.component(), "PLAIN");
    }

    /** Shows a message in a view; remote pictures only if {@code remote} says so. */
    void show(OpenedMessage message, HeaderPanel.View view, CleanHtml.Remote remote) {
        long mine = ++generation;
        links.suspect(java.util.Set.of());
        if (view == HeaderPanel.View.PLAIN || !message.hasHtml()) {
            plain.show(message.plain());
            turn(plain, HeaderPanel.View.PLAIN);
            return;
        }
        CleanHtml.Style style = view == HeaderPanel.View.SIMPLE ? CleanHtml.Style.SIMPLE : CleanHtml.Style.ORIGINAL;
        executor.then(
                service.html(message.row().key(), style, remote),
                html -> build(mine, message, view, remote, html),
                problem -> {
                    if (mine == generation) {
                        listener.failed(problem);
                        plain.show(message.plain());
                        turn(plain, HeaderPanel.View.PLAIN);
                    }
                });
    }

    private record Built(Map<String, byte[]> fetched, Optional<Document> tree, String text) {}

    private void build(
            long mine, OpenedMessage message, HeaderPanel.View view, CleanHtml.Remote remote, CleanHtml html) {
        executor.computeSlowly(
                () -> new Built(
                        remote == CleanHtml.Remote.SHOW ? RemotePictures.fetch(html.html()) : Map.of(),
                        view == HeaderPanel.View.ORIGINAL
                                ? Optional.of(OriginalView.tree(html.html()))
                                : Optional.empty(),
                        view == HeaderPanel.View.ORIGINAL
                                ? Jsoup.parse(html.html()).wholeText()
                                : ""),
                built -> {
                    if (mine == generation) {
                        present(message, view, html, built);
                    }
                });
    }

    private void present(OpenedMessage message, HeaderPanel.View view, CleanHtml html, Built built) {
        InlineParts pictures = new InlineParts(address -> find(message, built.fetched(), address));
        links.suspect(
                html.suspicious().stream().map(CleanHtml.Suspicious::target).collect(Collectors.toSet()));
        if (built.tree().isPresent()) {
            original.show(built.tree().get(), built.text(), pictures);
            turn(original, view);
            validate();
            original.layOut();
        } else {
            simple.show(html.html(), pictures);
            turn(simple, view);
        }
        listener.shown(html);
    }

    /** The pictures a message brought along. */
    static InlineParts inline(OpenedMessage message) {
        return new InlineParts(address -> find(message, Map.of(), address));
    }

    private static Optional<byte[]> find(OpenedMessage message, Map<String, byte[]> fetched, String address) {
        if (address.regionMatches(true, 0, "cid:", 0, 4)) {
            return Optional.ofNullable(message.inline().get(address.substring(4)))
                    .map(OpenedMessage.Inline::octets);
        }
        return Optional.ofNullable(fetched.get(address));
    }

    private void turn(BodyView to, HeaderPanel.View name) {
        if (now != to) {
            now.clear();
        }
        now = to;
        cards.show(this, name.name());
    }

    /** Empties all views. */
    void clear() {
        generation++;
        now.clear();
    }

    /** One page down; false at the end. */
    boolean pageDown() {
        ReaderScroll scroll = now == original ? original.scroller() : (ReaderScroll) now.component();
        return scroll.pageDown();
    }

    boolean find(String words, boolean fromStart) {
        return now.findNext(words, fromStart);
    }

    Optional<String> selectedText() {
        return now.selectedText();
    }

    JComponent focusTarget() {
        return now.focusTarget();
    }
}
