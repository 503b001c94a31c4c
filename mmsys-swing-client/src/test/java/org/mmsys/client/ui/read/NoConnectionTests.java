package org.mmsys.client.ui.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.mime.HtmlCleaner;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.rig.Display;
import org.w3c.dom.Document;
import org.xhtmlrenderer.simple.XHTMLPanel;

/** A page that wants to call out is drawn by both views, cleaned and not cleaned, and a listener on loopback hears of nobody. */
@ExtendWith(Display.class)
final class NoConnectionTests {
    private static ToyServer listener;

    @BeforeAll
    static void listen() throws Exception {
        listener = new ToyServer(talk -> talk.raw("HTTP/1.1 404 no\r\n\r\n"));
        SwingUtilities.invokeAndWait(() -> Theme.install(false, 1));
    }

    @AfterAll
    static void close() throws Exception {
        listener.close();
    }

    /** Every way out there is, each with an address of its own. */
    private static String page() {
        String there = "http://" + listener.endpoint() + "/";
        return """
                <html><head><base href='%1$s'><link rel=stylesheet href='%1$sl.css'><link rel='icon' href='%1$sico'>
                <meta http-equiv=refresh content='0;url=%1$srefresh'>
                <style>@import '%1$simport.css'; @import url(%1$simport2.css);
                @font-face { font-family: spy; src: url(%1$sfont.woff) }
                body { background-image: url(%1$sbody.png); font-family: spy } p { list-style-image: url('%1$slist.png') }
                h1:before { content: url(%1$scontent.png) }</style></head>
                <body background='%1$sbackground.png'><h1>Hello</h1>
                <img src='%1$simg.png' width=10 height=10><img srcset='%1$sset.png 1x, %1$sset2.png 2x' alt=x>
                <img src='relative.png'><img src='//%2$s/noscheme.png'><input type=image src='%1$sinput.png'>
                <picture><source srcset='%1$spicture.webp'><img src='%1$spicture.png'></picture>
                <div style='background: url(%1$sstyle.png)'>one</div><div style='background:\\75rl(%1$sescaped.png)'>two</div>
                <div style='background-image: image-set("%1$simageset.png" 1x)'>three</div>
                <div style='--u: url(%1$svar.png); background: var(--u)'>four</div><ul style='list-style: url(%1$sul.png)'><li>x</ul>
                <table background='%1$stable.png'><tr><td background='%1$std.png'>five</td></tr></table>
                <iframe src='%1$siframe'></iframe><iframe srcdoc='<img src=%1$ssrcdoc.png>'></iframe>
                <object data='%1$sobject.swf' classid='%1$sclass'></object><embed src='%1$sembed.swf'>
                <video poster='%1$sposter.png' src='%1$svideo.mp4' autoplay></video><audio src='%1$saudio.ogg' autoplay></audio>
                <svg><image href='%1$ssvg.png' xlink:href='%1$sxlink.png' width=9 height=9 /></svg>
                <applet code='%1$sapplet.class' archive='%1$sapplet.jar'></applet><script src='%1$sscript.js'></script>
                <form action='%1$sform'><input type=submit></form><a href='%1$sa' ping='%1$sping'>a link</a>
                <frameset><frame src='%1$sframe'></frameset></body></html>
                """.formatted(there, listener.endpoint());
    }

    private static void draw(JComponent component) {
        component.setSize(800, 1200);
        component.doLayout();
        Graphics2D graphics = new BufferedImage(800, 1200, BufferedImage.TYPE_INT_RGB).createGraphics();
        component.printAll(graphics);
        graphics.dispose();
    }

    private static void simple(String html) throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            SimpleView view = new SimpleView(new Nobody());
            view.show(html, InlineParts.none());
            draw(view.focusTarget());
            draw(view.component());
        });
    }

    private static void original(String html) throws Exception {
        Document tree = OriginalView.tree(html);
        SwingUtilities.invokeAndWait(() -> {
            OriginalView view = new OriginalView(new Nobody());
            view.show(tree, "", InlineParts.none());
            XHTMLPanel panel = (XHTMLPanel) view.focusTarget();
            panel.setSize(800, 1200);
            Graphics2D graphics = new BufferedImage(800, 1200, BufferedImage.TYPE_INT_RGB).createGraphics();
            panel.doDocumentLayout(graphics);
            panel.paint(graphics);
            graphics.dispose();
        });
    }

    @ParameterizedTest
    @EnumSource(CleanHtml.Style.class)
    void aCleanedPageCallsNobody(CleanHtml.Style style) throws Exception {
        CleanHtml clean = HtmlCleaner.clean(page(), style, CleanHtml.Remote.BLOCK);
        assertThat(clean.blocked()).hasSizeGreaterThan(3);
        simple(clean.html());
        original(clean.html());
        assertThat(listener.connections()).isZero();
    }

    /** The second line of defence, should the first have a hole. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePageAsItCameCallsNobodyEither(boolean inTheSimpleView) throws Exception {
        if (inTheSimpleView) {
            simple(page());
        } else {
            original(page());
        }
        assertThat(listener.connections()).isZero();
    }

    @Test
    void picturesAreFetchedWhenTheUserWantsThemAndTheListenerHearsOfThat() throws Exception {
        try (ToyServer open = new ToyServer(talk -> talk.raw("HTTP/1.1 404 no\r\n\r\n"))) {
            String html = "<img src='http://" + open.endpoint() + "/x.png'><iframe src='http://" + listener.endpoint()
                    + "/frame'></iframe>";
            CleanHtml wanted = HtmlCleaner.clean(html, CleanHtml.Style.SIMPLE, CleanHtml.Remote.SHOW);
            RemotePictures.fetch(wanted.html());
            assertThat(open.connections()).isPositive();
            assertThat(listener.connections()).isZero();
        }
    }

    /** Follows no link. */
    private static final class Nobody implements LinkListener {
        @Override
        public void hovered(String text, String address) {
            // not looked at
        }

        @Override
        public void clicked(String text, String address) {
            throw new AssertionError("nobody clicked");
        }
    }
}
