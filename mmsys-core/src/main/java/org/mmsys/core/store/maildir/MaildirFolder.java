package org.mmsys.core.store.maildir;

import java.nio.file.Path;

/**
 * The directories of one folder.
 *
 * @param encoded the folder's name on disk, empty for the inbox
 */
record MaildirFolder(String encoded, Path root, Path tmp, Path fresh, Path cur) {
    static MaildirFolder in(Path maildir, String encoded) {
        Path root = encoded.isEmpty() ? maildir : maildir.resolve(encoded);
        return new MaildirFolder(encoded, root, root.resolve("tmp"), root.resolve("new"), root.resolve("cur"));
    }

    Path directory(boolean inCur) {
        return inCur ? cur : fresh;
    }

    Path file(MaildirName name, boolean inCur) {
        return directory(inCur).resolve(name.fileName());
    }

    Path temporary(MaildirName name) {
        return tmp.resolve(name.base());
    }
}
