package org.mmsys.core.store.maildir;

import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;

/**
 * One message of a folder, as an index knows it and as one half of a pair tells the other.
 *
 * @param fileName one of ours, safe to be resolved below the folder
 * @param inCur whether the file is in {@code cur}, else in {@code new}
 * @param missing the file was not found or is set aside
 * @param sha256 what the file has to hold, if that is known
 */
public record MessageRow(String fileName, boolean inCur, boolean missing, Optional<Sha256> sha256) {
    private static final int NAME_MAX = 255;

    public MessageRow {
        if (!valid(fileName)) {
            throw new IllegalArgumentException("no name of a message");
        }
    }

    /** Whether a file may be called so: names come from the other half, and from other programs. */
    public static boolean valid(String fileName) {
        return fileName.length() <= NAME_MAX
                && fileName.chars().allMatch(c -> c > ' ' && c < 127 && c != '/')
                && MaildirName.parse(fileName).isPresent();
    }

    static MessageRow of(IndexEntry entry) {
        return new MessageRow(entry.name().fileName(), entry.inCur(), entry.missing(), entry.sha256());
    }

    MaildirName name() {
        return MaildirName.parse(fileName).orElseThrow();
    }

    IndexEntry entry() {
        return new IndexEntry(name(), inCur, missing, sha256);
    }

    public Guid guid() {
        return name().guid();
    }

    public long size() {
        return name().size();
    }

    /** Seconds since 1970, as the name has it. */
    public long time() {
        return name().time();
    }

    /** Who named it. */
    public String node() {
        return name().node();
    }

    public String flags() {
        return name().flags().letters();
    }
}
