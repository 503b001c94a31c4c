package org.mmsys.client.core.mime;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** HTML as plain text: paragraphs, lists and quotes keep their shape. Pure; fetches nothing. */
public final class HtmlText {
    private HtmlText() {}

    /** The text of a page. */
    public static String of(String html) {
        Element body = Jsoup.parse(html).body();
        body.select("script, style, head, title, noscript, template").remove();
        Writing writing = new Writing();
        body.traverse(writing);
        return writing.text();
    }

    private static final class Writing implements NodeVisitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                String piece = words.getWholeText().replaceAll("[ \\t\\r\\n\\f]+", " ");
                boolean lineBegins = text.length() == 0 || text.charAt(text.length() - 1) == '\n';
                text.append(lineBegins ? piece.stripLeading() : piece);
            } else if (node instanceof Element element) {
                begin(element);
            }
        }

        private void begin(Element element) {
            switch (element.normalName()) {
                case "br" -> text.append('\n');
                case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre", "hr" ->
                    lines(2);
                case "div", "tr", "section", "article", "header", "footer" -> lines(1);
                case "li" -> {
                    lines(1);
                    text.append("- ");
                }
                case "td", "th" -> {
                    if (element.previousElementSibling() != null) {
                        text.append("  ");
                    }
                }
                default -> {}
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                switch (element.normalName()) {
                    case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre" -> lines(2);
                    case "div", "tr", "li" -> lines(1);
                    default -> {}
                }
            }
        }

        private void lines(int wanted) {
            int there = 0;
            while (there < text.length() && text.charAt(text.length() - 1 - there) == '\n') {
                there++;
            }
            if (there < text.length()) {
                text.append("\n".repeat(Math.max(0, wanted - there)));
            }
        }

        String text() {
            return text.toString().replaceAll("[ \\u00a0]+\n", "\n").strip() + "\n";
        }
    }
}
