package org.mmsys.client.ui.read;

import java.net.URL;
import java.util.Enumeration;
import javax.swing.text.AttributeSet;
import javax.swing.text.html.CSS;
import javax.swing.text.html.StyleSheet;

/**
 * A style sheet that fetches nothing: no imported sheet, no picture behind a box or before a list item.
 *
 * <p>The cleaned HTML has none of these; this is the second lock on the same door.
 */
final class DeafSheet extends StyleSheet {
    @Override
    public void importStyleSheet(URL address) {
        // Never.
    }

    @Override
    public BoxPainter getBoxPainter(AttributeSet attributes) {
        return super.getBoxPainter(new WithoutPictures(attributes));
    }

    @Override
    public ListPainter getListPainter(AttributeSet attributes) {
        return super.getListPainter(new WithoutPictures(attributes));
    }

    /** The same attributes but for those which name a picture. */
    private static final class WithoutPictures implements AttributeSet {
        private final AttributeSet all;

        WithoutPictures(AttributeSet all) {
            this.all = all;
        }

        private static boolean isPicture(Object name) {
            return name == CSS.Attribute.BACKGROUND_IMAGE || name == CSS.Attribute.LIST_STYLE_IMAGE;
        }

        @Override
        public int getAttributeCount() {
            return all.getAttributeCount();
        }

        @Override
        public boolean isDefined(Object name) {
            return !isPicture(name) && all.isDefined(name);
        }

        @Override
        public boolean isEqual(AttributeSet other) {
            return all.isEqual(other);
        }

        @Override
        public AttributeSet copyAttributes() {
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // null is how Swing says that an attribute is not there
        public Object getAttribute(Object name) {
            return isPicture(name) ? null : all.getAttribute(name);
        }

        @Override
        public Enumeration<?> getAttributeNames() {
            return all.getAttributeNames();
        }

        @Override
        public boolean containsAttribute(Object name, Object value) {
            return !isPicture(name) && all.containsAttribute(name, value);
        }

        @Override
        public boolean containsAttributes(AttributeSet other) {
            return all.containsAttributes(other);
        }

        @Override
        public AttributeSet getResolveParent() {
            return all.getResolveParent();
        }
    }
}
