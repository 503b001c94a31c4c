package org.mmsys.replica.mirror;

import java.io.IOException;
import org.mmsys.core.journal.StateImage;

/** Where the joining half puts the image of the other's states. */
public interface StateTarget {
    /**
     * Replaces the journal and what all states hold, durably; the log begins behind the image's mark from here on.
     *
     * <p>The tree is in place. Called on the thread of the copy; waits for the disk. The journal has to be closed for {@code
     * JournalReplacement#install}; afterwards the states are made anew, or the process starts again.
     */
    void replace(StateImage image) throws IOException, InterruptedException;
}
