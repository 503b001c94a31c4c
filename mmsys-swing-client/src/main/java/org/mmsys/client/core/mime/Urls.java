package org.mmsys.client.core.mime;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Addresses in pages of strangers. Pure. */
final class Urls {
    private static final Set<String> LINKS = Set.of("http", "https", "mailto", "tel", "news", "ftp");
    private static final int DATA_MAX = 256 * 1024;
    private static final Pattern DATA =
            Pattern.compile("data:image/(png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\\s]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHOWN_HOST = Pattern.compile(
            "^(?:[a-z][a-z0-9+.-]*://)?(?:[^\\s/@]*@)?((?:[\\p{L}\\p{N}-]+\\.)+[\\p{L}]{2,24})(?=[/:?#\\s]|$)");
    private static final Pattern LONG_KEY = Pattern.compile("[A-Za-z0-9_%=-]{32,}");

    private Urls() {}

    /** Without the blanks and control characters that hide a scheme from readers but not from browsers. */
    private static String bare(String url) {
        StringBuilder bare = new StringBuilder(url.length());
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c > ' ' && c != 0xa0 && c != 127 && !(c >= 0x80 && c < 0xa0)) {
                bare.append(c);
            }
        }
        return bare.toString();
    }

    private static String scheme(String bare) {
        int colon = bare.indexOf(':');
        String before = colon < 0 ? "" : bare.substring(0, colon);
        return before.matches("[A-Za-z][A-Za-z0-9+.-]*") ? before.toLowerCase(Locale.ROOT) : "";
    }

    /** Whether fetching it would reach another machine, or this one's files: everything but parts, data, and places in the page. */
    static boolean callsOut(String url) {
        String bare = bare(url);
        String scheme = scheme(bare);
        return !bare.isEmpty()
                && !bare.startsWith("#")
                && !Set.of("cid", "data", "about", "mid").contains(scheme);
    }

    /** The addresses in a {@code srcset}. */
    static List<String> ofSet(String set) {
        List<String> urls = new ArrayList<>();
        for (String candidate : set.split(",\\s+|,(?=\\S+\\s)", -1)) {
            String[] words = candidate.strip().split("\\s+", -1);
            if (!words[0].isEmpty()) {
                urls.add(words[0]);
            }
        }
        return urls;
    }

    /** Where a link may lead; empty if nowhere. */
    static Optional<String> link(String url) {
        String bare = bare(url);
        if (bare.startsWith("#")) {
            return Optional.of(bare);
        }
        String full = bare.startsWith("//") ? "https:" + bare : bare;
        return LINKS.contains(scheme(full)) && full.length() < 8_000 ? Optional.of(full) : Optional.empty();
    }

    /** A picture that needs no network: a part, or small data; empty if it is none. */
    static String ownPicture(String url) {
        String bare = bare(url);
        if (scheme(bare).equals("cid") && bare.length() > 4 && bare.length() < 1_000) {
            return "cid:" + decoded(bare.substring(4));
        }
        boolean data = bare.length() <= DATA_MAX && DATA.matcher(bare).matches();
        return data ? bare : "";
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return id;
        }
    }

    /** A picture from the web; empty if that is not where it is. */
    static String remotePicture(String url) {
        String bare = bare(url);
        String full = bare.startsWith("//") ? "https:" + bare : bare;
        String scheme = scheme(full);
        return (scheme.equals("http") || scheme.equals("https"))
                        && full.length() < 8_000
                        && !host(full).isEmpty()
                ? full
                : "";
    }

    /** The host a browser would go to, lower case; empty if it cannot be told. */
    static String host(String url) {
        Matcher authority =
                Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:/{2,}([^/?#\\\\]*)").matcher(bare(url));
        if (!authority.find()) {
            return "";
        }
        String host = authority.group(1);
        host = host.substring(host.lastIndexOf('@') + 1).replaceAll(":[0-9]*$", "");
        return host.toLowerCase(Locale.ROOT);
    }

    /** Whether a link's text names a host that is not where it leads. */
    static boolean pretends(String text, String target) {
        Matcher shown = SHOWN_HOST.matcher(text.toLowerCase(Locale.ROOT).strip());
        String host = host(target);
        if (!shown.find() || host.isEmpty()) {
            return false;
        }
        return !owner(ascii(shown.group(1))).equals(owner(ascii(host)));
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException none) {
            return host;
        }
    }

    /** The last two labels, or three where the last two are such as {@code co.uk}. */
    private static String owner(String host) {
        String[] labels = host.split("\\.", -1);
        if (labels.length < 3) {
            return host;
        }
        boolean country = labels[labels.length - 1].length() == 2 && labels[labels.length - 2].length() <= 3;
        int from = Math.max(0, labels.length - (country ? 3 : 2));
        return String.join(".", List.of(labels).subList(from, labels.length));
    }

    /** Whether a picture looks like one that is there to be counted: a dot, hidden, or with a long key in its address. */
    static boolean tracks(Element picture) {
        String size =
                picture.attr("width").strip() + "x" + picture.attr("height").strip();
        String style = picture.attr("style").toLowerCase(Locale.ROOT).replace(" ", "");
        boolean dot = size.matches("[01](px)?x[01](px)?") || style.matches(".*(width|height):[01](px)?(;.*|$)");
        boolean hidden = style.contains("display:none") || style.contains("visibility:hidden");
        return dot || hidden || LONG_KEY.matcher(query(picture.attr("src"))).find();
    }

    private static String query(String url) {
        try {
            String query = new URI(bare(url)).getRawQuery();
            return query == null ? "" : query;
        } catch (URISyntaxException odd) {
            int mark = url.indexOf('?');
            return mark < 0 ? "" : url.substring(mark);
        }
    }
}
