package org.mmsys.client.ui.read;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.xhtmlrenderer.extend.FSImage;
import org.xhtmlrenderer.extend.ReplacedElement;
import org.xhtmlrenderer.extend.ReplacedElementFactory;
import org.xhtmlrenderer.extend.UserAgentCallback;
import org.xhtmlrenderer.layout.LayoutContext;
import org.xhtmlrenderer.render.BlockBox;
import org.xhtmlrenderer.resource.CSSResource;
import org.xhtmlrenderer.resource.ImageResource;
import org.xhtmlrenderer.resource.XMLResource;
import org.xhtmlrenderer.simple.XHTMLPanel;
import org.xhtmlrenderer.simple.extend.FormSubmissionListener;
import org.xhtmlrenderer.swing.AWTFSImage;
import org.xhtmlrenderer.swing.EmptyReplacedElement;
import org.xhtmlrenderer.swing.ImageReplacedElement;

/**
 * What Flying Saucer may load: the pictures of {@link InlineParts} and the library's own style sheet.
 *
 * <p>It takes the place of the loader for style sheets and of the factory for pictures and form fields, because the latter would
 * otherwise load on its own. No file, no connection.
 */
final class RefusingLoader implements UserAgentCallback, ReplacedElementFactory {
    private static final int SIDE_MAX = 4_000;
    /** What headings, lists and tables look like, in the library's own jar: the only sheet there is. */
    private static final String OWN_SHEET = "/resources/css/XhtmlNamespaceHandler.css";

    private final InlineParts pictures;

    RefusingLoader(InlineParts pictures) {
        this.pictures = pictures;
    }

    @Override
    public CSSResource getCSSResource(String address) {
        URL own = XHTMLPanel.class.getResource(OWN_SHEET);
        if (own != null && own.toString().equals(address)) {
            InputStream in = XHTMLPanel.class.getResourceAsStream(OWN_SHEET);
            if (in != null) {
                return new CSSResource(in);
            }
        }
        return new CSSResource(new ByteArrayInputStream(new byte[0]));
    }

    @Override
    public ImageResource getImageResource(String address) {
        FSImage image = AWTFSImage.createImage(pictures.pictureOrBlank(address));
        return new ImageResource(address, image);
    }

    @Override
    public XMLResource getXMLResource(String address) {
        throw new UnsupportedOperationException("nothing is loaded: " + address);
    }

    @Override
    public byte[] getBinaryResource(String address) {
        return new byte[0];
    }

    @Override
    public boolean isVisited(@Nullable String address) {
        return false;
    }

    @Override
    public void setBaseURL(@Nullable String address) {
        // There is no base: addresses in mail are whole or nothing.
    }

    @Override
    public String getBaseURL() {
        return "cid:";
    }

    @Override
    public String resolveURI(@Nullable String address) {
        return address == null ? "" : address;
    }

    @Override
    public ReplacedElement createReplacedElement(
            LayoutContext context, BlockBox box, UserAgentCallback loader, int cssWidth, int cssHeight) {
        Element element = box.getElement();
        if (element == null || !element.getNodeName().equalsIgnoreCase("img")) {
            return notReplaced();
        }
        Optional<BufferedImage> image = pictures.picture(element.getAttribute("src"));
        int width = side(cssWidth, image.map(BufferedImage::getWidth).orElse(16));
        int height = side(cssHeight, image.map(BufferedImage::getHeight).orElse(16));
        if (image.isEmpty()) {
            return new EmptyReplacedElement(width, height);
        }
        if (cssWidth > 0 && cssHeight <= 0) {
            height = Math.max(
                    1, image.get().getHeight() * width / Math.max(1, image.get().getWidth()));
        } else if (cssHeight > 0 && cssWidth <= 0) {
            width = Math.max(
                    1, image.get().getWidth() * height / Math.max(1, image.get().getHeight()));
        }
        Image scaled = image.get().getWidth() == width && image.get().getHeight() == height
                ? image.get()
                : image.get().getScaledInstance(width, height, Image.SCALE_SMOOTH);
        return new ImageReplacedElement(scaled, width, height);
    }

    private static int side(int css, int own) {
        return Math.max(1, Math.min(SIDE_MAX, css > 0 ? css : own));
    }

    @SuppressWarnings("NullAway") // the library's way to say that an element is laid out like any other
    private static ReplacedElement notReplaced() {
        return null;
    }

    @Override
    public void reset() {
        // Nothing is kept between two documents.
    }

    @Override
    public void remove(Element element) {
        // Nothing is kept between two documents.
    }

    @Override
    public void setFormSubmissionListener(FormSubmissionListener listener) {
        // There are no forms in a mail.
    }
}
