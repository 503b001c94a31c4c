package org.mmsys.replica.mirror;

import java.io.IOException;
import java.util.List;
import org.mmsys.core.journal.LogMark;

/**
 * All states but the tree as they are after one entry of the log: what a joining half begins with.
 *
 * @param mark of that entry
 * @param epoch of that entry
 */
public record StateImage(LogMark mark, long epoch, List<Part> parts) {
    public StateImage {
        parts = List.copyOf(parts);
    }

    /** What one state wrote; {@code name} is that of its section in a checkpoint. */
    public record Part(String name, byte[] octets) {}

    /** Where the serving half takes it from. */
    public interface Source {
        /** Captures all states between two entries. Any thread; waits for the committer. */
        StateImage take() throws IOException, InterruptedException;
    }

    /** Where the joining half puts it. */
    public interface Target {
        /**
         * Replaces the journal and what all states hold, durably; the log begins behind the mark from here on.
         *
         * <p>Any thread; waits for the disk and the committer.
         */
        void replace(StateImage image) throws IOException, InterruptedException;
    }
}
