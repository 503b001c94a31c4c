package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.CleanHtml.Remote;
import org.mmsys.client.core.model.CleanHtml.Style;
import org.xml.sax.InputSource;

/** Nothing in a page may run or call out. */
final class HtmlCleanerTests {
    private static final String EVIL = "http://evil.example";

    /** Ways by which other readers were made to call out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src='http://evil.example/a.png'>",
                "<img src='//evil.example/a.png'>",
                "<img src='\thtt\np://evil.example/a.png'>",
                "<img srcset='http://evil.example/a.png 1x, http://evil.example/b.png 2x'>",
                "<picture><source srcset='http://evil.example/a.webp'><img src='cid:x'></picture>",
                "<img src=cid:x lowsrc='http://evil.example/a.png' dynsrc='http://evil.example/b'>",
                "<body background='http://evil.example/a.png'>x",
                "<table background='http://evil.example/a.png'><tr><td background='http://evil.example/b'>x",
                "<div style='background:url(http://evil.example/a.png)'>x</div>",
                "<div style='background:\\75rl(http://evil.example/a.png)'>x</div>",
                "<div style='background:u\\72 l(\"http://evil.example/a.png\")'>x</div>",
                "<div style='background:/**/url/**/(http://evil.example/a.png)'>x</div>",
                "<div style='background-image:image-set(\"http://evil.example/a.png\" 1x)'>x</div>",
                "<div style='--u:url(http://evil.example/a.png);background:var(--u)'>x</div>",
                "<div style='width:expression(fetch(\"http://evil.example\"))'>x</div>",
                "<div style='list-style-image:url(http://evil.example/a)'>x</div>",
                "<div style='content:url(http://evil.example/a);cursor:url(http://evil.example/c),auto'>x</div>",
                "<div style='{{{;background:url(http://evil.example/a)'>x</div>",
                "<div style='font-family:\"x\\\";background:url(http://evil.example/a);\"'>x</div>",
                "<style>@import 'http://evil.example/a.css';</style>x",
                "<style>@font-face{font-family:x;src:url(http://evil.example/a.woff)}</style>x",
                "<style>body{background:url(http://evil.example/a)}</style>x",
                "<link rel=stylesheet href='http://evil.example/a.css'>x",
                "<link rel=prefetch href='http://evil.example/a'><link rel=dns-prefetch href='//evil.example'>x",
                "<iframe src='http://evil.example'></iframe>x",
                "<iframe srcdoc='<img src=http://evil.example>'></iframe>x",
                "<object data='http://evil.example/a.swf'><img src='http://evil.example/a'></object>x",
                "<embed src='http://evil.example/a.swf'>x",
                "<video poster='http://evil.example/a.png' src='http://evil.example/a.mp4'></video>x",
                "<audio src='http://evil.example/a.ogg' autoplay></audio>x",
                "<svg><image href='http://evil.example/a'/><use xlink:href='http://evil.example/#b'/></svg>x",
                "<svg><style>*{background:url(http://evil.example/a)}</style></svg>x",
                "<math><mi xlink:href='http://evil.example/a'>x</mi></math>",
                "<input type=image src='http://evil.example/a'>x",
                "<form action='http://evil.example'><button formaction='http://evil.example'>go</button></form>",
                "<meta http-equiv=refresh content='0;url=http://evil.example'>x",
                "<base href='http://evil.example/'><img src='a.png'>x",
                "<a href='#' ping='http://evil.example'>x</a>",
                "<script src='http://evil.example/a.js'></script>x",
                "<noscript><p title='</noscript><img src=http://evil.example/a>'>x</noscript>",
                "<template><img src='http://evil.example/a'></template>x",
                "<!--[if mso]><v:fill src='http://evil.example/a'/><![endif]-->x",
                "<v:rect><v:fill type=tile src='http://evil.example/a'/></v:rect>x",
                "<xml><o:x src='http://evil.example/a'/></xml>x",
                "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIj4='>x",
                "<p id=a class=b onclick='fetch(\"http://evil.example\")' onerror=x>x</p>",
                "<frameset><frame src='http://evil.example'></frameset>",
                "<img src='file:///etc/passwd'>x",
                "<img src='jar:http://evil.example/a.jar!/b'>x"
            })
    void leavesNothingThatCallsOut(String page) {
        for (Style style : Style.values()) {
            String clean = HtmlCleaner.clean(page, style, Remote.BLOCK).html().toLowerCase(Locale.ROOT);
            assertThat(clean).doesNotContain("evil.example", "file:", "svg", "<script", "onclick", "url(", "<!--", "\\");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)", " java\nscript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,<script>x</script>",
                "vbscript:x", "file:///etc/passwd", "jar:x", "\u0001javascript:alert(1)"
            })
    void linksLeadOnlyWhereLinksMay(String target) {
        String page = "<a href=\"" + target + "\">x</a>";
        String clean = HtmlCleaner.clean(page, Style.ORIGINAL, Remote.SHOW).html();
        assertThat(clean).contains("<a>x</a>").doesNotContain("href");
    }

    @Test
    void tellsWhatWasBlockedAndWhatLooksLikeATracker() {
        CleanHtml clean = HtmlCleaner.clean(
                "<img src='http://evil.example/logo.png' alt='Logo'>"
                        + "<img src='http://evil.example/p.gif' width=1 height=1>"
                        + "<div style='background:\\75rl(http://evil.example/bg.png)'>x</div>",
                Style.SIMPLE,
                Remote.BLOCK);
        assertThat(clean.blocked()).hasSize(3);
        assertThat(clean.trackers()).isEqualTo(1);
        assertThat(clean.html()).contains("[Logo]");
    }

    @Test
    void showsRemotePicturesOnlyWhenAskedAndNothingElse() {
        CleanHtml clean = HtmlCleaner.clean(
                "<img src='//evil.example/a.png' srcset='//evil.example/big 2x'><iframe src='http://evil.example/frame'></iframe>",
                Style.SIMPLE,
                Remote.SHOW);
        assertThat(clean.html()).contains("src=\"https://evil.example/a.png\"").doesNotContain("big", "frame");
    }

    @Test
    void keepsTextLayoutAndOwnPictures() {
        CleanHtml clean = HtmlCleaner.clean(
                "<h1>Hi</h1><p style='color:#f00; position:fixed; font-family:Arial, \"Times New Roman\"'>a<b>b</b></p>"
                        + "<img src='cid:p%40x' width=20><img src='data:image/png;base64,AAAA'>"
                        + "<table border=1><tr><td colspan=2 bgcolor=red>c</td></tr></table>",
                Style.ORIGINAL,
                Remote.BLOCK);
        assertThat(clean.html())
                .contains("<h1>Hi</h1>", "color: #f00", "font-family: Arial", "cid:p@x", "data:image/png", "colspan=\"2\"")
                .doesNotContain("position");
        assertThat(clean.blocked()).isEmpty();
    }

    @Test
    void simpleHasNoStyles() {
        String html = HtmlCleaner.clean("<p style='color:red' bgcolor=red>x</p>", Style.SIMPLE, Remote.BLOCK)
                .html();
        assertThat(html).contains("<p>x</p>");
    }

    @Test
    void tellsLinksThatPretend() {
        CleanHtml clean = HtmlCleaner.clean(
                "<a href='http://evil.example/login'>https://www.bank.com/login</a>"
                        + "<a href='https://bank.com@evil.example/'>bank.com</a>"
                        + "<a href='https://login.bank.com/'>www.bank.com</a>"
                        + "<a href='https://x.example/'>click here</a>",
                Style.SIMPLE,
                Remote.BLOCK);
        assertThat(clean.suspicious()).extracting(CleanHtml.Suspicious::text)
                .containsExactly("https://www.bank.com/login", "bank.com");
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void survivesWhatIsTooMuch(Style style) {
        String deep = "<div>".repeat(60_000) + "x";
        assertThat(HtmlCleaner.clean(deep, style, Remote.BLOCK).html()).contains("x");
        String large = "<p>word</p>".repeat(200_000);
        assertThat(HtmlCleaner.clean(large, style, Remote.BLOCK).truncated()).isTrue();
        String style1 = "<p style='color:" + "a".repeat(299) + "!'>x</p>" + "<p style='color: " + "a ".repeat(5000) + "'>";
        assertThat(HtmlCleaner.clean(style1, style, Remote.BLOCK).html()).contains("x");
        assertThat(HtmlCleaner.clean("a\u0000b\u0008c\ufffe\ud800<p>d", style, Remote.BLOCK).html())
                .contains("abc");
    }

    @Test
    void isWellFormed() throws Exception {
        String html = HtmlCleaner.clean(
                        "<p>a & b &nbsp; <br><img src=cid:x><b><i>c</b></i> <a href='x?a=1&b=2'>d" + EVIL,
                        Style.ORIGINAL,
                        Remote.BLOCK)
                .html();
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
    }
}
