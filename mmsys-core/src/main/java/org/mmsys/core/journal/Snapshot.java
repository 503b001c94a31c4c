package org.mmsys.core.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One checkpoint: everything that is not in the tree, as it was after an entry.
 *
 * <p>The file: magic, version, store, sequence, link, epoch, clean, number of sections, the sections (name, applied through,
 * length, octets), CRC-32C of it all. It is replaced atomically and is valid as a whole or not at all.
 *
 * @param sequence the last entry before it
 * @param link of that entry
 * @param epoch the highest so far
 * @param clean whether it was made at an orderly end, with nothing after it
 */
record Snapshot(UUID store, long sequence, byte[] link, long epoch, boolean clean, List<Section> sections) {
    static final long SIZE_MAX = 1L << 30;
    private static final long MAGIC = 0x4d4d534e41503031L; // MMSNAP01
    private static final int VERSION = 1;
    private static final int SECTIONS_MAX = 1000;

    Snapshot {
        sections = List.copyOf(sections);
    }

    /**
     * What one state wrote.
     *
     * @param appliedThrough the last entry that is in it: earlier than the snapshot's when later ones are owed
     */
    record Section(String name, long appliedThrough, byte[] octets) {}

    /** The last entry that is in all sections: what comes later has to be replayed. */
    long appliedThrough() {
        return sections.stream().mapToLong(Section::appliedThrough).reduce(sequence, Math::min);
    }

    /** Writes it, durably; nothing is changed when that fails. */
    void save(Path file) throws IOException {
        Directories.replace(file, encode().toArray(ByteBuffer[]::new));
    }

    /** The content of the file, in parts. */
    List<ByteBuffer> encode() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(head);
        fields.writeLong(MAGIC);
        fields.writeInt(VERSION);
        fields.writeLong(store.getMostSignificantBits());
        fields.writeLong(store.getLeastSignificantBits());
        fields.writeLong(sequence);
        fields.write(link);
        fields.writeLong(epoch);
        fields.writeBoolean(clean);
        fields.writeInt(sections.size());
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(ByteBuffer.wrap(head.toByteArray()));
        for (Section section : sections) {
            head.reset();
            fields.writeUTF(section.name);
            fields.writeLong(section.appliedThrough);
            fields.writeInt(section.octets.length);
            parts.add(ByteBuffer.wrap(head.toByteArray()));
            parts.add(ByteBuffer.wrap(section.octets));
        }
        CRC32C crc = new CRC32C();
        parts.forEach(part -> crc.update(part.duplicate()));
        parts.add(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).flip());
        return parts;
    }

    /** Reads one; a {@link CorruptEntryException} when it is damaged. */
    static Snapshot load(Path file) throws IOException {
        long size = Files.size(file);
        if (size > SIZE_MAX || size < Integer.BYTES) {
            throw new CorruptEntryException("snapshot of " + size + " octets");
        }
        return decode(Files.readAllBytes(file));
    }

    /** Reads the content of a file; a {@link CorruptEntryException} when it is damaged. */
    static Snapshot decode(byte[] octets) throws IOException {
        if (octets.length < Integer.BYTES) {
            throw new CorruptEntryException("snapshot of " + octets.length + " octets");
        }
        ByteBuffer all = ByteBuffer.wrap(octets);
        int content = octets.length - Integer.BYTES;
        if (LogRecord.crc(all.slice(0, content)) != all.getInt(content)) {
            throw new CorruptEntryException("snapshot damaged");
        }
        ByteArrayInputStream in = new ByteArrayInputStream(octets, 0, content);
        return parse(new DataInputStream(in), in);
    }

    private static Snapshot parse(DataInputStream fields, ByteArrayInputStream left) throws IOException {
        if (fields.readLong() != MAGIC || fields.readInt() != VERSION) {
            throw new CorruptEntryException("no snapshot of a version known here");
        }
        UUID store = new UUID(fields.readLong(), fields.readLong());
        long sequence = fields.readLong();
        byte[] link = new byte[Chain.LENGTH];
        fields.readFully(link);
        long epoch = fields.readLong();
        boolean clean = fields.readBoolean();
        int count = fields.readInt();
        if (count < 0 || count > SECTIONS_MAX) {
            throw new CorruptEntryException("snapshot with " + count + " sections");
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = fields.readUTF();
            long appliedThrough = fields.readLong();
            int length = fields.readInt();
            if (length < 0 || length > left.available()) {
                throw new CorruptEntryException("section of " + length + " octets");
            }
            sections.add(new Section(name, appliedThrough, left.readNBytes(length)));
        }
        return new Snapshot(store, sequence, link, epoch, clean, sections);
    }
}
