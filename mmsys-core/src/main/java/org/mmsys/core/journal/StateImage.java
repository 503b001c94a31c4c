package org.mmsys.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * All states that are not in the tree, as they were after one entry: what a node needs, with the tree, to go on behind it.
 *
 * <p>Made by {@link FileJournal#snapshotNow} on the node that serves, taken over by {@link JournalReplacement} on the other.
 *
 * @param mark of the entry
 * @param epoch the highest in the log up to there
 * @param parts what the states wrote
 */
public record StateImage(LogMark mark, long epoch, List<Part> parts) {
    private static final UUID NOBODY = new UUID(0, 0);

    public StateImage {
        parts = List.copyOf(parts);
    }

    /**
     * What one state wrote.
     *
     * @param name of its section in a checkpoint
     * @param octets not to be changed
     */
    public record Part(String name, byte[] octets) {}

    static StateImage of(Snapshot snapshot) {
        return new StateImage(
                new LogMark(snapshot.sequence(), snapshot.link()),
                snapshot.epoch(),
                snapshot.sections().stream()
                        .map(section -> new Part(section.name(), section.octets()))
                        .toList());
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws CorruptEntryException if it is damaged
     */
    public static StateImage fromBytes(byte[] octets) throws IOException {
        return of(Snapshot.decode(octets));
    }

    /** Octets for the way, with a checksum. */
    public byte[] toBytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : snapshotFor(NOBODY).encode()) {
            all.write(part.array(), part.arrayOffset(), part.limit());
        }
        return all.toByteArray();
    }

    /** As the checkpoint of a store at an orderly end. */
    Snapshot snapshotFor(UUID store) {
        return new Snapshot(
                store,
                mark.sequence(),
                mark.chain(),
                epoch,
                true,
                parts.stream()
                        .map(part -> new Snapshot.Section(part.name(), mark.sequence(), part.octets()))
                        .toList());
    }
}
