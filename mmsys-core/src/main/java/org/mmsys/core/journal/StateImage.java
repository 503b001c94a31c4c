package org.mmsys.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

    /** An image of states that are kept in no {@link FileJournal}. */
    public static StateImage of(LogMark mark, long epoch, Map<String, byte[]> sections) {
        List<Snapshot.Section> all = new ArrayList<>();
        sections.forEach((name, octets) -> all.add(new Snapshot.Section(name, mark.sequence(), octets)));
        return new StateImage(new Snapshot(new UUID(0, 0), mark.sequence(), mark.chain(), epoch, false, all));
    }

    /** What each state wrote, by the name of its section. */
    public Map<String, byte[]> sections() {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        snapshot.sections().forEach(section -> sections.put(section.name(), section.octets()));
        return sections;
    }

    /** The same with another section in place of one: of a tree that is not quite that of the image's moment. */
    public StateImage with(String section, byte[] octets) {
        Map<String, byte[]> sections = sections();
        if (sections.replace(section, octets) == null) {
            throw new IllegalArgumentException("no section " + section);
        }
        return of(mark(), epoch(), sections);
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
