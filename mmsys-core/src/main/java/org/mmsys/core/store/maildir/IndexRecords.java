package org.mmsys.core.store.maildir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;

/**
 * Changes of an index in the form in which its file keeps them; collected here between two flushes.
 *
 * <p>Guarded by its mailbox's monitor.
 */
final class IndexRecords {
    static final int BASE = 1;
    static final int PUT = 2;
    static final int REMOVE = 3;
    static final int STAMP = 4;
    private byte[] octets = new byte[128];
    private int length;
    private int count;

    /** What follows is all there is: so many messages. */
    void base(int messages) {
        begin(BASE, 4);
        putInt(messages);
    }

    void put(IndexEntry entry) {
        MaildirName name = entry.name();
        int state = IndexColumns.state(name.flags(), entry.inCur(), entry.missing());
        boolean plain = name.info().equals(IndexColumns.plainInfo(state));
        begin(PUT, 128 + 4 * (name.node().length() + name.info().length()));
        guid(name.guid());
        putLong(name.size());
        putInt((int) name.time());
        octets[length++] = (byte) state;
        text(name.node());
        text(plain ? "" : name.info());
        octets[length++] = (byte) (entry.sha256().isPresent() ? 1 : 0);
        if (entry.sha256().isPresent()) {
            entry.sha256().get().write(ByteBuffer.wrap(octets, length, Sha256.LENGTH));
            length += Sha256.LENGTH;
        }
    }

    void remove(Guid guid) {
        begin(REMOVE, Guid.LENGTH);
        guid(guid);
    }

    void stamp(boolean cur, DirectoryStamp stamp) {
        begin(STAMP, 18);
        octets[length++] = (byte) (cur ? 1 : 0);
        octets[length++] = (byte) (stamp.absolute() ? 1 : 0);
        putLong(stamp.requires());
        putLong(stamp.seen());
    }

    boolean isEmpty() {
        return length == 0;
    }

    int length() {
        return length;
    }

    int count() {
        return count;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(octets, 0, length);
    }

    void clear() {
        length = 0;
        count = 0;
        if (octets.length > 64 * 1024) {
            octets = new byte[128];
        }
    }

    /** Applies records to an index that is being loaded. */
    static void replay(ByteBuffer records, Loaded into) {
        while (records.hasRemaining()) {
            int type = records.get();
            switch (type) {
                case BASE -> into.base(records.getInt());
                case PUT -> into.put(readEntry(records));
                case REMOVE -> into.columns.remove(readGuid(records));
                case STAMP -> into.stamp(records.get() != 0, records.get() != 0, records.getLong(), records.getLong());
                default -> throw new IllegalArgumentException("index record of type " + type);
            }
        }
    }

    /** An index as far as it has been read. */
    static final class Loaded {
        final IndexColumns columns = new IndexColumns();
        long freshStamp = DirectoryStamp.UNKNOWN;
        long curStamp = DirectoryStamp.UNKNOWN;
        int records;
        private boolean based;
        private int expected;

        private void base(int messages) {
            based = true;
            expected = messages;
        }

        private void put(IndexEntry entry) {
            expected--;
            records++;
            columns.put(entry);
        }

        private void stamp(boolean cur, boolean absolute, long requires, long seen) {
            long running = cur ? curStamp : freshStamp;
            long next = absolute || running != DirectoryStamp.UNKNOWN && running == requires
                    ? seen
                    : DirectoryStamp.UNKNOWN;
            if (cur) {
                curStamp = next;
            } else {
                freshStamp = next;
            }
        }

        /** Whether these are all messages, not only some that came lately. */
        boolean complete() {
            return based && expected <= 0;
        }
    }

    private static IndexEntry readEntry(ByteBuffer from) {
        Guid guid = readGuid(from);
        long size = from.getLong();
        long time = Integer.toUnsignedLong(from.getInt());
        int state = from.get();
        String node = readText(from);
        String oddInfo = readText(from);
        Optional<Sha256> digest = from.get() != 0 ? Optional.of(Sha256.read(from)) : Optional.empty();
        String info = oddInfo.isEmpty() ? IndexColumns.plainInfo(state) : oddInfo;
        return new IndexEntry(
                new MaildirName(time, guid, node, size, info),
                (state & IndexColumns.CUR) != 0,
                (state & IndexColumns.MISSING) != 0,
                digest);
    }

    private static Guid readGuid(ByteBuffer from) {
        byte[] text = new byte[Guid.LENGTH];
        from.get(text);
        return new Guid(new String(text, StandardCharsets.ISO_8859_1));
    }

    private static String readText(ByteBuffer from) {
        byte[] text = new byte[Short.toUnsignedInt(from.getShort())];
        from.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void begin(int type, int room) {
        if (octets.length - length < room + 1) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + room + 1));
        }
        octets[length++] = (byte) type;
        count++;
    }

    private void guid(Guid guid) {
        byte[] text = guid.text().getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, octets, length, text.length);
        length += text.length;
    }

    private void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        octets[length++] = (byte) (encoded.length >> 8);
        octets[length++] = (byte) encoded.length;
        System.arraycopy(encoded, 0, octets, length, encoded.length);
        length += encoded.length;
    }

    private void putInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            octets[length++] = (byte) (value >> shift);
        }
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }
}
