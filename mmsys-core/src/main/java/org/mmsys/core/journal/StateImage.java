package org.mmsys.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * All states that are not in the tree, as they were after one entry: what a node needs, with the tree, to go on behind it.
 *
 * <p>Made by {@link FileJournal#snapshotNow} on the node that serves, taken over by {@link JournalReplacement} on the other.
 * Immutable.
 */
public final class StateImage {
    private final Snapshot snapshot;

    StateImage(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws CorruptEntryException if it is damaged
     */
    public static StateImage fromBytes(byte[] octets) throws IOException {
        return new StateImage(Snapshot.decode(octets));
    }

    /** After which entry it was made. */
    public LogMark mark() {
        return new LogMark(snapshot.sequence(), snapshot.link());
    }

    /** The highest epoch in the log up to there. */
    public long epoch() {
        return snapshot.epoch();
    }

    /** Octets for the way, with a checksum. */
    public byte[] toBytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : snapshot.encode()) {
            all.write(part.array(), part.arrayOffset(), part.limit());
        }
        return all.toByteArray();
    }

    Snapshot snapshot() {
        return snapshot;
    }
}
