package org.mmsys.client.ui.read;

import java.awt.Color;
import java.awt.Insets;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.Locale;
import java.util.Optional;
import javax.swing.JComponent;
import javax.swing.JEditorPane;
import javax.swing.UIManager;
import javax.swing.event.HyperlinkEvent;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.Element;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/**
 * The body as simple HTML: selectable, accessible, in the colours and fonts of the window.
 *
 * <p>It is given HTML that has been cleaned already; what it adds is that its only source of pictures is {@link InlineParts}. Event thread;
 * documents may be built on any thread by {@link SimpleKit#document}.
 */
final class SimpleView implements BodyView {
    private final JEditorPane pane = new JEditorPane() {
        @Override
        public Color getBackground() {
            return Theme.color("Mms.paper");
        }
    };
    private final ReaderScroll scroller;
    private SimpleKit kit = new SimpleKit(InlineParts.none(), "");

    SimpleView(LinkListener links) {
        pane.setName("reader.simple");
        pane.setEditable(false);
        pane.putClientProperty(JEditorPane.HONOR_DISPLAY_PROPERTIES, true);
        pane.setMargin(new Insets(Theme.px(14), Theme.px(18), Theme.px(18), Theme.px(18)));
        Commands.accessible(pane, Texts.of("reader.body"));
        scroller = new ReaderScroll(pane);
        pane.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseExited(MouseEvent event) {
                // The kit tells of leaving a link only while the mouse stays in the pane.
                links.hovered("", "");
            }
        });
        pane.addHyperlinkListener(event -> {
            String address = address(event);
            if (event.getEventType() == HyperlinkEvent.EventType.ACTIVATED) {
                links.clicked(text(event), address);
            } else {
                boolean entered = event.getEventType() == HyperlinkEvent.EventType.ENTERED;
                links.hovered(entered ? text(event) : "", entered ? address : "");
            }
        });
    }

    /** Shows cleaned HTML with the pictures of its own message. */
    void show(String html, InlineParts pictures) {
        kit = new SimpleKit(pictures, styles());
        pane.setEditorKit(kit);
        pane.setDocument(kit.document(html));
        // A kit for HTML brings an accessible context of its own.
        Commands.accessible(pane, Texts.of("reader.body"));
        pane.setCaretPosition(0);
    }

    /** The style sheet of a body in the colours of the theme in force. */
    static String styles() {
        java.awt.Font font = UIManager.getFont("defaultFont");
        return String.format(
                Locale.ROOT,
                "body { font-family: '%s'; font-size: %dpt; color: %s; margin: 0 }\n"
                        + "a { color: %s; text-decoration: underline }\n"
                        + "p { margin-top: 0; margin-bottom: %d }\n"
                        + "blockquote { margin-left: 4; padding-left: 12; color: %s }\n"
                        + "pre, code, tt { font-family: '%s' }\n"
                        + "h1 { font-size: %dpt; margin: 0 0 8 0 } h2 { font-size: %dpt; margin: 8 0 6 0 }"
                        + " h3 { font-size: %dpt; margin: 6 0 4 0 }\n"
                        + "td, th { padding: 3; border-style: solid; border-color: %s }\ntable { border-style: none }\n",
                font.getFamily(Locale.ROOT),
                font.getSize(),
                hex(Theme.color("Label.foreground")),
                hex(Theme.color("Component.linkColor")),
                Theme.px(9),
                hex(Theme.color("Mms.quote.1")),
                Theme.monospaced().getFamily(Locale.ROOT),
                font.getSize() * 3 / 2,
                font.getSize() * 5 / 4,
                font.getSize() * 9 / 8,
                hex(Theme.color("Mms.line")));
    }

    private static String hex(Color colour) {
        return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
    }

    private static String address(HyperlinkEvent event) {
        String description = event.getDescription();
        return description == null ? "" : description;
    }

    private static String text(HyperlinkEvent event) {
        Element element = event.getSourceElement();
        if (element == null) {
            return "";
        }
        AttributeSet attributes = element.getAttributes();
        try {
            int start = element.getStartOffset();
            return attributes.getAttributeCount() == 0
                    ? ""
                    : element.getDocument()
                            .getText(start, element.getEndOffset() - start)
                            .strip();
        } catch (BadLocationException changed) {
            return "";
        }
    }

    @Override
    public JComponent component() {
        return scroller;
    }

    @Override
    public JComponent focusTarget() {
        return pane;
    }

    @Override
    public void clear() {
        show("", InlineParts.none());
    }

    @Override
    public boolean findNext(String text, boolean fromStart) {
        return PlainView.find(pane, text, fromStart);
    }

    @Override
    public Optional<String> selectedText() {
        return Optional.ofNullable(pane.getSelectedText());
    }
}
