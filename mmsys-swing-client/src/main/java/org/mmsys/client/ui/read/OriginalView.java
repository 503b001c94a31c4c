package org.mmsys.client.ui.read;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.Optional;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import net.miginfocom.swing.MigLayout;
import org.jsoup.Jsoup;
import org.jsoup.helper.W3CDom;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xhtmlrenderer.render.Box;
import org.xhtmlrenderer.simple.XHTMLPanel;
import org.xhtmlrenderer.swing.BasicPanel;
import org.xhtmlrenderer.swing.DefaultFSMouseListener;
import org.xhtmlrenderer.swing.FSMouseListener;
import org.xhtmlrenderer.swing.Java2DRenderer;
import org.xhtmlrenderer.util.XRLog;

/**
 * The body as its sender laid it out, on a white sheet in either theme, by Flying Saucer (CSS 2.1).
 *
 * <p>Flying Saucer cannot select text, so the view offers to copy it all. Everything it wants to load goes through
 * {@link RefusingLoader}. Event thread.
 */
final class OriginalView implements BodyView {
    private static final int WARM_SIDE = 60;
    private static boolean warm;

    private final JPanel all = new JPanel(new BorderLayout());
    private final LinkListener links;
    private final ReaderScroll scroller = new ReaderScroll(new JPanel());
    private Optional<XHTMLPanel> sheet = Optional.empty();
    private String text = "";

    OriginalView(LinkListener links) {
        this.links = links;
        XRLog.setLoggingEnabled(false);
        JPanel bar = new Surface(new MigLayout("insets 3 14 3 10, fillx", "[]push[]"), "Mms.paper");
        bar.setBorder(Forms.line(false, false, true, false));
        bar.add(Forms.muted(Texts.of("reader.original.note")), "wmin 0");
        JButton copy = new JButton(Texts.of("reader.copy-text"), Icons.of("file", 14));
        copy.setName("reader.original.copy");
        copy.putClientProperty("JButton.buttonType", "toolBarButton");
        copy.addActionListener(pressed ->
                Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null));
        bar.add(copy);
        all.add(bar, BorderLayout.NORTH);
        all.add(scroller, BorderLayout.CENTER);
    }

    /** The tree that Flying Saucer wants. Any thread but the event thread. */
    static Document tree(String html) {
        warmUp();
        org.jsoup.nodes.Document page = Jsoup.parse(html);
        page.head()
                .prependElement("style")
                .attr("type", "text/css")
                .appendText("body { font-family: Inter, sans-serif; font-size: 13px; line-height: 1.4 }");
        return new W3CDom().namespaceAware(false).fromJsoup(page);
    }

    /** The first layout loads half a library: not on the event thread. */
    private static synchronized void warmUp() {
        if (!warm) {
            warm = true;
            org.jsoup.nodes.Document page = Jsoup.parse(
                    "<p style='color:#222222'><b>a</b> <a href='#'>b</a></p><table><tr><td>c</td></tr></table>");
            Java2DRenderer renderer =
                    new Java2DRenderer(new W3CDom().namespaceAware(false).fromJsoup(page), WARM_SIDE, WARM_SIDE);
            renderer.getSharedContext().setReplacedElementFactory(new RefusingLoader(InlineParts.none()));
            renderer.getImage();
        }
    }

    /** Shows a tree of cleaned HTML; {@code text} is what the copy button copies. */
    void show(Document tree, String text, InlineParts pictures) {
        this.text = text;
        RefusingLoader loader = new RefusingLoader(pictures);
        XHTMLPanel panel = new XHTMLPanel(loader);
        panel.setName("reader.original");
        panel.getSharedContext().setReplacedElementFactory(loader);
        panel.getSharedContext().getTextRenderer().setSmoothingThreshold(0);
        for (FSMouseListener listener : panel.getMouseTrackingListeners()) {
            panel.removeMouseTrackingListener(listener);
        }
        panel.addMouseTrackingListener(new Links());
        panel.setBackground(Color.WHITE);
        panel.setOpaque(true);
        panel.setBorder(BorderFactory.createEmptyBorder());
        panel.setFontScalingFactor(1.1f);
        panel.setFocusable(true);
        Commands.accessible(panel, Texts.of("reader.body"));
        panel.setDocument(tree, "cid:");
        sheet = Optional.of(panel);
        scroller.setViewportView(panel);
        scroller.getViewport().setBackground(Color.WHITE);
        scroller.getVerticalScrollBar().setUnitIncrement(Theme.px(18));
    }

    @Override
    public JComponent component() {
        return all;
    }

    @Override
    public JComponent focusTarget() {
        return sheet.<JComponent>map(panel -> panel).orElse(scroller);
    }

    @Override
    public void clear() {
        text = "";
        sheet = Optional.empty();
        scroller.setViewportView(new JPanel());
    }

    @Override
    public boolean findNext(String wanted, boolean fromStart) {
        return false;
    }

    @Override
    public Optional<String> selectedText() {
        return Optional.empty();
    }

    /** Lays the page out for the width it has now: to be called once the view is on show. */
    void layOut() {
        all.validate();
        sheet.ifPresent(panel -> {
            Graphics graphics = panel.getGraphics();
            if (graphics != null) {
                panel.doDocumentLayout(graphics);
                graphics.dispose();
                panel.revalidate();
                panel.repaint();
            }
        });
    }

    ReaderScroll scroller() {
        return scroller;
    }

    private final class Links extends DefaultFSMouseListener {
        @Override
        public void onMouseOver(BasicPanel panel, Box box) {
            address(box).ifPresent(a -> links.hovered(words(box), a));
        }

        @Override
        public void onMouseOut(BasicPanel panel, Box box) {
            links.hovered("", "");
        }

        @Override
        public void onMouseUp(BasicPanel panel, Box box) {
            address(box).ifPresent(a -> links.clicked(words(box), a));
        }

        private Optional<String> address(Box box) {
            return anchor(box).map(a -> a.getAttribute("href")).filter(a -> !a.isEmpty());
        }

        private String words(Box box) {
            return anchor(box).map(a -> a.getTextContent().strip()).orElse("");
        }

        private Optional<Element> anchor(Box box) {
            org.w3c.dom.Node node = box.getElement();
            while (node instanceof Element) {
                if (node.getNodeName().equalsIgnoreCase("a")) {
                    return Optional.of((Element) node);
                }
                node = node.getParentNode();
            }
            return Optional.empty();
        }
    }
}
