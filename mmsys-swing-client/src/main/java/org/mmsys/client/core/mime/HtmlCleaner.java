package org.mmsys.client.core.mime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.CleanHtml.Blocked;
import org.mmsys.client.core.model.CleanHtml.Remote;
import org.mmsys.client.core.model.CleanHtml.Style;
import org.mmsys.client.core.model.CleanHtml.Suspicious;

/**
 * Makes HTML of strangers safe to show: only elements, attributes and values that are known to be harmless stay; what is not understood
 * goes. Pure; fetches nothing; safe on any thread.
 */
public final class HtmlCleaner {
    /** More is cut: the plain text is offered instead. */
    public static final int CHARS_MAX = 1 << 20;

    private static final int DEPTH_MAX = 100;
    private static final int REPORTED_MAX = 500;

    private static final Set<String> KEPT = Set.of(
            "a",
            "abbr",
            "acronym",
            "address",
            "article",
            "aside",
            "b",
            "bdo",
            "big",
            "blockquote",
            "br",
            "caption",
            "center",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "del",
            "dfn",
            "dir",
            "div",
            "dl",
            "dt",
            "em",
            "figcaption",
            "figure",
            "font",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "i",
            "img",
            "ins",
            "kbd",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "q",
            "s",
            "samp",
            "section",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "tt",
            "u",
            "ul",
            "var");

    /** These go with everything in them; what is neither here nor kept leaves its contents. */
    private static final Set<String> DROPPED = Set.of(
            "applet",
            "audio",
            "base",
            "bgsound",
            "canvas",
            "datalist",
            "embed",
            "frame",
            "frameset",
            "head",
            "iframe",
            "input",
            "isindex",
            "link",
            "map",
            "math",
            "meta",
            "noembed",
            "noframes",
            "noscript",
            "object",
            "param",
            "picture-source",
            "portal",
            "script",
            "select",
            "source",
            "style",
            "svg",
            "template",
            "textarea",
            "title",
            "track",
            "video",
            "xml");

    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "a", Set.of("href", "title"),
            "img", Set.of("alt", "title", "width", "height"),
            "td", Set.of("colspan", "rowspan", "align", "valign"),
            "th", Set.of("colspan", "rowspan", "align", "valign"),
            "ol", Set.of("start", "type"),
            "blockquote", Set.of("type"),
            "col", Set.of("span"));

    private static final Set<String> ATTRIBUTES_OF_ALL = Set.of("dir", "lang");

    private static final Set<String> LAYOUT = Set.of(
            "align",
            "bgcolor",
            "border",
            "cellpadding",
            "cellspacing",
            "color",
            "face",
            "height",
            "size",
            "style",
            "valign",
            "width");

    /** Attributes by which elements have called out. */
    private static final Set<String> CALLING = Set.of(
            "src",
            "srcset",
            "background",
            "poster",
            "data",
            "lowsrc",
            "dynsrc",
            "xlink:href",
            "imagesrcset",
            "formaction",
            "ping",
            "manifest",
            "codebase",
            "archive",
            "classid",
            "icon",
            "longdesc",
            "profile",
            "srcdoc");

    private final Style style;
    private final Remote remote;
    private final List<Blocked> blocked = new ArrayList<>();
    private final List<Suspicious> suspicious = new ArrayList<>();

    private HtmlCleaner(Style style, Remote remote) {
        this.style = style;
        this.remote = remote;
    }

    /** Cleans a page; what was removed because it would have called out stands in the answer. */
    public static CleanHtml clean(String source, Style style, Remote remote) {
        boolean truncated = source.length() > CHARS_MAX;
        String html = printable(truncated ? source.substring(0, CHARS_MAX) : source);
        return new HtmlCleaner(style, remote).clean(Jsoup.parse(html), truncated);
    }

    /** What XML cannot hold is nothing a reader could see. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\t' || c == '\n' || c == '\r' || c >= ' ')
                .filter(c -> c != 127 && (c < 0xd800 || c > 0xdfff) && (c & 0xfffe) != 0xfffe)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private CleanHtml clean(Document page, boolean truncated) {
        report(page);
        Document clean = Document.createShell("");
        NodeTraversor.traverse(new Copying(clean.body()), page.body());
        clean.outputSettings()
                .syntax(Document.OutputSettings.Syntax.xml)
                .escapeMode(Entities.EscapeMode.xhtml)
                .prettyPrint(false);
        return new CleanHtml(clean.html(), blocked, suspicious, truncated);
    }

    // ---- what would have called out

    private void report(Document page) {
        for (Element element : page.getAllElements()) {
            boolean image = element.normalName().equals("img");
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey().toLowerCase(Locale.ROOT);
                String where = element.normalName() + " " + name;
                if (CALLING.contains(name) && !(image && name.equals("src"))) {
                    for (String url : name.endsWith("srcset")
                            ? Urls.ofSet(attribute.getValue())
                            : List.of(attribute.getValue())) {
                        block(url, where, false);
                    }
                } else if (name.equals("style")) {
                    Css.urls(attribute.getValue()).forEach(url -> block(url, where, false));
                } else if (name.equals("href") && Set.of("link", "image", "use").contains(element.normalName())) {
                    block(attribute.getValue(), where, false);
                }
            }
            if (element.normalName().equals("style")) {
                Css.urls(element.data()).forEach(url -> block(url, "style", false));
            }
        }
    }

    private void block(String url, String where, boolean tracker) {
        if (Urls.callsOut(url) && blocked.size() < REPORTED_MAX) {
            String cut = url.strip();
            blocked.add(new Blocked(cut.length() > 500 ? cut.substring(0, 500) : cut, where, tracker));
        }
    }

    // ---- copying what is harmless

    /** Builds the clean page beside the dirty one, so that nothing can stay by being overlooked. */
    private final class Copying implements NodeVisitor {
        private Element into;
        /** How deep we are in something that is left out with its contents; 0 if we are not. */
        private int hidden;

        private final ArrayDeque<Element> outer = new ArrayDeque<>();

        Copying(Element body) {
            this.into = body;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (hidden == 0) {
                    into.appendChild(new TextNode(text instanceof CDataNode ? text.text() : text.getWholeText()));
                }
            } else if (node instanceof Element element) {
                outer.push(into);
                boolean drop = DROPPED.contains(element.normalName())
                        || element.normalName().indexOf(':') >= 0;
                hidden += hidden > 0 || drop ? 1 : 0;
                if (hidden == 0 && KEPT.contains(element.normalName()) && outer.size() <= DEPTH_MAX) {
                    begin(element);
                }
            }
        }

        private void begin(Element element) {
            if (element.normalName().equals("img")) {
                picture(element, into);
                return;
            }
            Element copy = into.appendElement(element.normalName());
            copyAttributes(element, copy);
            into = copy;
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element) {
                hidden -= hidden > 0 ? 1 : 0;
                into = outer.pop();
            }
        }
    }

    private void copyAttributes(Element from, Element to) {
        Set<String> own = ATTRIBUTES.getOrDefault(from.normalName(), Set.of());
        for (Attribute attribute : from.attributes()) {
            String name = attribute.getKey().toLowerCase(Locale.ROOT);
            String value = attribute.getValue();
            boolean layout = style == Style.ORIGINAL && LAYOUT.contains(name);
            if (!own.contains(name) && !ATTRIBUTES_OF_ALL.contains(name) && !layout) {
                continue;
            }
            if (name.equals("href")) {
                link(from, to, value);
            } else if (name.equals("style")) {
                String safe = Css.clean(value);
                if (!safe.isEmpty()) {
                    to.attr("style", safe);
                }
            } else if (name.equals("title") || name.equals("alt") || value.matches("[A-Za-z0-9#%.,* _-]{0,60}")) {
                to.attr(name, value);
            }
        }
    }

    private void link(Element from, Element to, String value) {
        Urls.link(value).ifPresent(target -> {
            to.attr("href", target);
            String text = from.text().strip();
            if (Urls.pretends(text, target) && suspicious.size() < REPORTED_MAX) {
                suspicious.add(new Suspicious(text.length() > 200 ? text.substring(0, 200) : text, target));
            }
        });
    }

    /** A picture of the message itself, a small one in the page, or one from elsewhere if that is wanted. */
    private void picture(Element from, Element into) {
        String source = from.attr("src");
        String safe = Urls.ownPicture(source);
        if (safe.isEmpty() && Urls.callsOut(source)) {
            safe = remote == Remote.SHOW ? Urls.remotePicture(source) : "";
            if (safe.isEmpty()) {
                block(source, "img src", Urls.tracks(from));
            }
        }
        if (safe.isEmpty()) {
            String words = from.attr("alt").strip();
            if (!words.isEmpty()) {
                into.appendElement("span").text("[" + words + "]");
            }
            return;
        }
        Element copy = into.appendElement("img");
        copyAttributes(from, copy);
        copy.attr("src", safe);
        if (!copy.hasAttr("alt")) {
            copy.attr("alt", "");
        }
    }
}
