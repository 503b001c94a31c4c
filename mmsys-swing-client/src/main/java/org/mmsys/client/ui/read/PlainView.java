package org.mmsys.client.ui.read;

import java.awt.Color;
import java.awt.Insets;
import java.awt.Point;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.swing.JComponent;
import javax.swing.JTextPane;
import javax.swing.text.BadLocationException;
import javax.swing.text.DefaultStyledDocument;
import javax.swing.text.MutableAttributeSet;
import javax.swing.text.SimpleAttributeSet;
import javax.swing.text.StyleConstants;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;

/** The body as plain text: quotes in colours by depth, links that can be clicked, the signature quiet. Always available. Event thread. */
final class PlainView implements BodyView {
    private static final int SHOWN_MAX = 1_000_000;
    private static final int COLOURED_MAX = 200_000;
    private static final String LINK = "link";
    private static final Pattern LINKS =
            Pattern.compile("(?:https?://|mailto:)[^\\s<>\"']{2,2000}[^\\s<>\"'.,;:!?)\\]]");

    private final JTextPane pane = new JTextPane() {
        @Override
        public void updateUI() {
            super.updateUI();
            setFont(Theme.monospaced());
        }

        @Override
        public Color getBackground() {
            return Theme.color("Mms.paper");
        }
    };
    private final JComponent scroller;
    private String shown = "";

    PlainView(LinkListener links) {
        pane.setName("reader.plain");
        pane.setEditable(false);
        pane.setFont(Theme.monospaced());
        pane.setMargin(new Insets(Theme.px(14), Theme.px(18), Theme.px(18), Theme.px(18)));
        Commands.accessible(pane, Texts.of("reader.body"));
        scroller = new ReaderScroll(pane);
        MouseAdapter mouse = new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                linkAt(event.getPoint()).ifPresent(link -> links.clicked(link, link));
            }

            @Override
            public void mouseMoved(MouseEvent event) {
                Optional<String> link = linkAt(event.getPoint());
                pane.setCursor(java.awt.Cursor.getPredefinedCursor(
                        link.isPresent() ? java.awt.Cursor.HAND_CURSOR : java.awt.Cursor.TEXT_CURSOR));
                links.hovered(link.orElse(""), link.orElse(""));
            }
        };
        pane.addMouseListener(mouse);
        pane.addMouseMotionListener(mouse);
    }

    /** Shows a text; what is beyond a million characters is cut, and the view says so. */
    void show(String text) {
        shown = text;
        String cut = text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "\n\n" + Texts.of("reader.cut");
        DefaultStyledDocument document = new DefaultStyledDocument();
        try {
            document.insertString(0, cut, null);
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
        colour(document, cut.length() > COLOURED_MAX ? cut.substring(0, COLOURED_MAX) : cut);
        pane.setDocument(document);
        pane.setCaretPosition(0);
    }

    /** Shows the same text again in the colours of the theme that is now in force. */
    void recolour() {
        show(shown);
    }

    private static void colour(DefaultStyledDocument document, String text) {
        int start = 0;
        boolean signature = false;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end);
            signature |= line.stripTrailing().equals("--") || line.equals("-- ");
            int depth = quoteDepth(line);
            if (depth > 0) {
                style(document, start, end - start, Theme.color("Mms.quote." + ((depth - 1) % 3 + 1)));
            } else if (signature) {
                style(document, start, end - start, Theme.color("Mms.muted"));
            }
            start = end + 1;
        }
        Matcher links = LINKS.matcher(text);
        while (links.find()) {
            MutableAttributeSet set = new SimpleAttributeSet();
            StyleConstants.setForeground(set, Theme.color("Component.linkColor"));
            StyleConstants.setUnderline(set, true);
            set.addAttribute(LINK, links.group());
            document.setCharacterAttributes(links.start(), links.end() - links.start(), set, false);
        }
    }

    static int quoteDepth(String line) {
        int depth = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '>') {
                depth++;
            } else if (c != ' ') {
                break;
            }
        }
        return depth;
    }

    private static void style(DefaultStyledDocument document, int start, int length, Color colour) {
        MutableAttributeSet set = new SimpleAttributeSet();
        StyleConstants.setForeground(set, colour);
        document.setCharacterAttributes(start, length, set, false);
    }

    private Optional<String> linkAt(Point point) {
        int at = pane.viewToModel2D(point);
        if (at < 0) {
            return Optional.empty();
        }
        Object link =
                pane.getStyledDocument().getCharacterElement(at).getAttributes().getAttribute(LINK);
        return Optional.ofNullable((String) link);
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
        show("");
    }

    @Override
    public boolean findNext(String text, boolean fromStart) {
        return find(pane, text, fromStart);
    }

    @Override
    public Optional<String> selectedText() {
        return Optional.ofNullable(pane.getSelectedText());
    }

    /** The search both text views share: from the end of the selection on, then once more from the start. */
    static boolean find(javax.swing.text.JTextComponent pane, String text, boolean fromStart) {
        String all;
        try {
            all = pane.getDocument().getText(0, pane.getDocument().getLength()).toLowerCase(Locale.ROOT);
        } catch (BadLocationException impossible) {
            return false;
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        int at = wanted.isEmpty() ? -1 : all.indexOf(wanted, fromStart ? 0 : pane.getSelectionEnd());
        if (at < 0 && !fromStart && !wanted.isEmpty()) {
            at = all.indexOf(wanted);
        }
        if (at < 0) {
            return false;
        }
        pane.select(at, at + wanted.length());
        pane.getCaret().setSelectionVisible(true);
        return true;
    }
}
