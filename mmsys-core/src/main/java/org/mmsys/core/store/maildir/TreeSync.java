package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes the tree durable at a checkpoint: it is told what changes and decides how to sync it.
 *
 * <p>Any thread.
 */
public interface TreeSync {
    /** A file has new content. */
    void written(Path file);

    /** A file has another name. */
    void renamed(Path from, Path to);

    /** A file is gone. */
    void removed(Path file);

    /** A directory was made or given another name. */
    void directory(Path directory);

    /** All that was told before the call is on disk after it. Committer thread. */
    void sync() throws IOException;
}
