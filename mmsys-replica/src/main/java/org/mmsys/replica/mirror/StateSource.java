package org.mmsys.replica.mirror;

import java.io.IOException;
import org.mmsys.core.journal.StateImage;

/** Where the half that serves takes the image of its states from: {@code FileJournal#snapshotNow}. */
public interface StateSource {
    /** Captures all states between two entries. Any thread; waits for the committer. */
    StateImage take() throws IOException, InterruptedException;
}
