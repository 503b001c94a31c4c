package org.mmsys.client.ui.read;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.Document;
import javax.swing.text.Element;
import javax.swing.text.StyleConstants;
import javax.swing.text.View;
import javax.swing.text.ViewFactory;
import javax.swing.text.html.HTML;
import javax.swing.text.html.HTMLDocument;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.StyleSheet;
import org.mmsys.client.ui.kit.Theme;

/** HTML for Swing without any way to the network: pictures come from the message, frames, forms and objects are not made at all. */
final class SimpleKit extends HTMLEditorKit {
    private final transient InlineParts pictures;
    private final transient StyleSheet sheet = new StyleSheet();

    SimpleKit(InlineParts pictures, String styles) {
        this.pictures = pictures;
        sheet.addStyleSheet(super.getStyleSheet());
        StyleSheet own = new StyleSheet();
        own.addRule(styles);
        sheet.addStyleSheet(own);
    }

    @Override
    public StyleSheet getStyleSheet() {
        return sheet;
    }

    @Override
    public ViewFactory getViewFactory() {
        return new Factory();
    }

    /** The document of cleaned HTML. Any thread. */
    Document document(String html) {
        DeafSheet own = new DeafSheet();
        own.addStyleSheet(sheet);
        HTMLDocument document = new HTMLDocument(own);
        document.setParser(getParser());
        document.putProperty("IgnoreCharsetDirective", true);
        document.setAsynchronousLoadPriority(-1);
        try {
            read(new StringReader(html), document, 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
        return document;
    }

    private final class Factory extends HTMLFactory {
        @Override
        public View create(Element element) {
            Object tag = element.getAttributes().getAttribute(StyleConstants.NameAttribute);
            if (tag == HTML.Tag.IMG) {
                return new Picture(element, pictures);
            }
            if (tag == HTML.Tag.OBJECT
                    || tag == HTML.Tag.FRAMESET
                    || tag == HTML.Tag.INPUT
                    || tag == HTML.Tag.SELECT
                    || tag == HTML.Tag.TEXTAREA
                    || tag == HTML.Tag.ISINDEX) {
                return new Picture(element, InlineParts.none());
            }
            return super.create(element);
        }
    }

    /** A picture of the message, or the outline of one that is not there. */
    private static final class Picture extends View {
        private static final int ALONE = 16;
        private static final int WIDTH_MAX = 720;

        private final Optional<BufferedImage> image;
        private final Dimension size;

        Picture(Element element, InlineParts pictures) {
            super(element);
            AttributeSet attributes = element.getAttributes();
            String source = String.valueOf(attributes.getAttribute(HTML.Attribute.SRC));
            image = pictures.picture(source);
            size = size(attributes);
        }

        private Dimension size(AttributeSet attributes) {
            int width = length(attributes, HTML.Attribute.WIDTH);
            int height = length(attributes, HTML.Attribute.HEIGHT);
            int ownWidth = image.map(BufferedImage::getWidth).orElse(width > 0 ? width : ALONE);
            int ownHeight = image.map(BufferedImage::getHeight).orElse(height > 0 ? height : ALONE);
            if (width <= 0 && height <= 0) {
                width = ownWidth;
                height = ownHeight;
            } else if (width <= 0) {
                width = Math.max(1, ownWidth * height / Math.max(1, ownHeight));
            } else if (height <= 0) {
                height = Math.max(1, ownHeight * width / Math.max(1, ownWidth));
            }
            if (width > WIDTH_MAX) {
                height = Math.max(1, (int) ((long) height * WIDTH_MAX / width));
                width = WIDTH_MAX;
            }
            return new Dimension(Theme.px(width), Theme.px(Math.min(height, 4000)));
        }

        private static int length(AttributeSet attributes, HTML.Attribute name) {
            try {
                return Integer.parseInt(String.valueOf(attributes.getAttribute(name))
                        .replace("px", "")
                        .strip());
            } catch (NumberFormatException none) {
                return -1;
            }
        }

        @Override
        public float getPreferredSpan(int axis) {
            return axis == X_AXIS ? size.width : size.height;
        }

        @Override
        public float getAlignment(int axis) {
            return axis == Y_AXIS ? 1f : super.getAlignment(axis);
        }

        @Override
        public void paint(Graphics g, Shape allocation) {
            Rectangle box = allocation.getBounds();
            if (image.isPresent()) {
                Graphics2D g2 = (Graphics2D) g;
                g2.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
                g2.drawImage(image.get(), box.x, box.y, size.width, size.height, null);
            } else if (size.width > 4 && size.height > 4) {
                g.setColor(Theme.color("Mms.line"));
                g.drawRect(box.x, box.y, size.width - 1, size.height - 1);
            }
        }

        @Override
        public Shape modelToView(int position, Shape allocation, javax.swing.text.Position.Bias bias) {
            Rectangle box = allocation.getBounds();
            return new Rectangle(position > getStartOffset() ? box.x + box.width : box.x, box.y, 0, box.height);
        }

        @Override
        public int viewToModel(float x, float y, Shape allocation, javax.swing.text.Position.Bias[] bias) {
            Rectangle box = allocation.getBounds();
            boolean before = x < box.x + box.width / 2f;
            bias[0] = before ? javax.swing.text.Position.Bias.Forward : javax.swing.text.Position.Bias.Backward;
            return before ? getStartOffset() : getEndOffset();
        }
    }
}
