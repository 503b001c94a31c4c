package org.mmsys.client.core.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.ThreadLinks;

/** Records of the index as octets. */
final class IndexCodec {
    /** Longer texts are cut: the message itself has all of it. */
    private static final int TEXT_MAX = 1_000;

    private IndexCodec() {}

    static byte[] row(MessageRow row) {
        return octets(out -> {
            out.writeLong(row.order());
            out.writeLong(row.dateMillis());
            out.writeLong(row.sizeBytes());
            out.writeInt(row.marks());
            text(out, row.subject());
            text(out, row.from());
            text(out, row.fromAddress());
            text(out, row.to());
            out.writeLong(row.links().self());
            long[] parents = row.links().parents();
            out.writeByte(parents.length);
            for (long parent : parents) {
                out.writeLong(parent);
            }
        });
    }

    /** @param shared one object for each of the texts that repeat */
    static MessageRow row(MessageRow.Key key, byte[] octets, Map<String, String> shared) {
        return read(octets, in -> {
            long order = in.readLong();
            long date = in.readLong();
            long size = in.readLong();
            int marks = in.readInt();
            String subject = share(shared, in.readUTF());
            String from = share(shared, in.readUTF());
            String address = share(shared, in.readUTF());
            String to = share(shared, in.readUTF());
            long self = in.readLong();
            long[] parents = new long[in.readUnsignedByte()];
            for (int i = 0; i < parents.length; i++) {
                parents[i] = in.readLong();
            }
            ThreadLinks links = ThreadLinks.ofHashes(self, parents);
            return new MessageRow(key, order, subject, from, address, to, date, size, marks, links);
        });
    }

    private static String share(Map<String, String> shared, String text) {
        String before = shared.putIfAbsent(text, text);
        return before == null ? text : before;
    }

    static byte[] folder(FolderState state) {
        return octets(out -> {
            out.writeUTF(state.place().name());
            out.writeInt(state.total());
            out.writeInt(state.unread());
            out.writeLong(state.octets());
            out.writeLong(state.nextOrder());
            out.writeUTF(state.stamp());
        });
    }

    static FolderState folder(Folder.Id id, byte[] octets) {
        return read(
                octets,
                in -> new FolderState(
                        id,
                        Folder.Place.valueOf(in.readUTF()),
                        in.readInt(),
                        in.readInt(),
                        in.readLong(),
                        in.readLong(),
                        in.readUTF()));
    }

    static byte[] pending(Pending change) {
        return octets(out -> {
            out.writeUTF(change.kind().name());
            out.writeUTF(change.id());
            out.writeUTF(change.folder());
            out.writeUTF(change.target());
            out.writeInt(change.attempts());
        });
    }

    static Pending pending(long number, byte[] octets) {
        return read(
                octets,
                in -> new Pending(
                        number,
                        Pending.Kind.valueOf(in.readUTF()),
                        in.readUTF(),
                        in.readUTF(),
                        in.readUTF(),
                        in.readInt()));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX));
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] octets(Writing writing) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(256);
        try {
            writing.to(new DataOutputStream(octets));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return octets.toByteArray();
    }

    private static <T> T read(byte[] octets, Reading<T> reading) {
        try {
            return reading.from(new DataInputStream(new ByteArrayInputStream(octets)));
        } catch (IOException damaged) {
            throw new IllegalStateException("a damaged record in the index", damaged);
        }
    }
}
