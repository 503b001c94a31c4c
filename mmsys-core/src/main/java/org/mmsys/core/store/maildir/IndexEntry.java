package org.mmsys.core.store.maildir;

import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;

/**
 * What an index knows of one message.
 *
 * @param inCur whether the file is in {@code cur}, else in {@code new}
 * @param missing its file was not found or is set aside: reported, no longer listed, not forgotten
 * @param sha256 unknown after the index was rebuilt from the tree, until the file is read
 */
record IndexEntry(MaildirName name, boolean inCur, boolean missing, Optional<Sha256> sha256) {
    Guid guid() {
        return name.guid();
    }

    IndexEntry at(MaildirName newName, boolean newInCur) {
        return new IndexEntry(newName, newInCur, false, sha256);
    }

    IndexEntry withMissing(boolean isMissing) {
        return new IndexEntry(name, inCur, isMissing, sha256);
    }

    IndexEntry withDigest(Sha256 digest) {
        return new IndexEntry(name, inCur, missing, Optional.of(digest));
    }
}
