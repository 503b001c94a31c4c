package org.mmsys.client.core.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Inline styles of strangers: declarations that are known to be harmless stay, what cannot be read goes. Pure. */
final class Css {
    private static final int LENGTH_MAX = 10_000;

    private static final Set<String> PROPERTIES = Set.of(
            "color",
            "background-color",
            "font",
            "font-family",
            "font-size",
            "font-style",
            "font-weight",
            "font-variant",
            "line-height",
            "letter-spacing",
            "word-spacing",
            "text-align",
            "text-decoration",
            "text-indent",
            "text-transform",
            "vertical-align",
            "white-space",
            "margin",
            "margin-top",
            "margin-right",
            "margin-bottom",
            "margin-left",
            "padding",
            "padding-top",
            "padding-right",
            "padding-bottom",
            "padding-left",
            "border",
            "border-top",
            "border-right",
            "border-bottom",
            "border-left",
            "border-color",
            "border-style",
            "border-width",
            "border-collapse",
            "border-spacing",
            "border-radius",
            "width",
            "height",
            "max-width",
            "min-width",
            "max-height",
            "min-height",
            "display",
            "float",
            "clear",
            "list-style-type",
            "direction",
            "caption-side",
            "empty-cells",
            "table-layout",
            "word-wrap",
            "overflow-wrap",
            "word-break");

    /** One value: words, numbers, colours, quoted names; of functions only those that make colours. No escapes. */
    private static final Pattern VALUE = Pattern.compile(
            "(?:[a-z][a-z0-9-]*+|[+-]?(?:[0-9]++(?:\\.[0-9]++)?|\\.[0-9]++)(?:px|pt|em|rem|ex|ch|%|in|cm|mm|pc|vw|vh)?+|#[0-9a-f]{3,8}+"
                    + "|(?:rgb|rgba|hsl|hsla)\\([0-9.,%/ ]*+\\)|\"[a-z0-9 _-]*+\"|'[a-z0-9 _-]*+'|[,/ ]|!important)*+",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:([0-9a-fA-F]{1,6})[ \\t\\r\\n\\f]?|(.))", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile(
            "(?:url|src)\\(\\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*))|@import\\s+[\"']([^\"']*)[\"']"
                    + "|image-set\\(\\s*[\"']([^\"']*)[\"']",
            Pattern.CASE_INSENSITIVE);

    private Css() {}

    /** What is harmless of a {@code style} attribute; empty if nothing is. */
    static String clean(String style) {
        if (style.length() > LENGTH_MAX) {
            return "";
        }
        List<String> kept = new ArrayList<>();
        for (String declaration : style.split(";", -1)) {
            int colon = declaration.indexOf(':');
            if (colon > 0) {
                String name = declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                String value = declaration.substring(colon + 1).strip();
                if (PROPERTIES.contains(name) && harmless(value)) {
                    kept.add(name + ": " + value);
                }
            }
        }
        return String.join("; ", kept);
    }

    private static boolean harmless(String value) {
        return !value.isEmpty() && value.length() <= 300 && VALUE.matcher(value).matches();
    }

    /** Every address a style would fetch, escapes undone and comments removed. */
    static List<String> urls(String css) {
        String cut = css.length() > 200_000 ? css.substring(0, 200_000) : css;
        String plain = unescape(cut.replaceAll("/\\*[\\s\\S]*?\\*/", ""));
        List<String> urls = new ArrayList<>();
        Matcher call = CALL.matcher(plain);
        while (call.find() && urls.size() < 100) {
            for (int i = 1; i <= call.groupCount(); i++) {
                String url = call.group(i);
                if (url != null && !url.isBlank()) {
                    urls.add(url.strip());
                }
            }
        }
        return urls;
    }

    private static String unescape(String css) {
        Matcher escape = ESCAPE.matcher(css);
        StringBuilder plain = new StringBuilder();
        while (escape.find()) {
            String hex = escape.group(1);
            int code = hex == null ? 0 : Integer.parseInt(hex, 16);
            String meant =
                    hex == null ? escape.group(2) : Character.isValidCodePoint(code) ? Character.toString(code) : "";
            escape.appendReplacement(plain, Matcher.quoteReplacement(meant));
        }
        return escape.appendTail(plain).toString();
    }
}
