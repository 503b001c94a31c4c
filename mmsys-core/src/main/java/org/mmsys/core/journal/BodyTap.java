package org.mmsys.core.journal;

/**
 * Hears of spooled bodies while they still come in, so that what is long can be on its way to the other half before its entry
 * is.
 *
 * <p>Any thread, one at a time for each file. May wait a moment, and only costs time when it fails: the entry that names a body
 * brings all of it.
 */
public interface BodyTap {
    /** Is not interested. */
    BodyTap NONE = new BodyTap() {
        @Override
        public void grown(String fileName, long octets) {
            // nobody to tell
        }

        @Override
        public void abandoned(String fileName) {
            // nobody to tell
        }
    };

    /** So many octets of a file in {@link Journal#bodies} are written; they do not change any more. */
    void grown(String fileName, long octets);

    /** No entry will name it. */
    void abandoned(String fileName);
}
