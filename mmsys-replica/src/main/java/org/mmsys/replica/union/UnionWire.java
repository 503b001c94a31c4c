package org.mmsys.replica.union;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.mmsys.core.journal.EntryCodec;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.LogMark;

/** The words of a union as octets. What comes from the other half has limits. */
final class UnionWire {
    static final int VERSION = 1;
    /** Whether the other log has this mark. */
    static final int MARK = 'M';
    /** From this mark on the logs differ. */
    static final int COMMON = 'C';
    /** What was deleted, done and confirmed in an entry, ahead of all entries. */
    static final int SUMMARY = 'S';
    /** A body of the next entry. */
    static final int BODY = 'B';

    static final int ENTRY = 'E';
    static final int END = 'Z';

    static final int YES = 1;
    static final int NO = 0;
    /** This log does not reach back so far. */
    static final int GONE = 2;

    /** Somebody is still there. */
    static final int IDLE = 'N';
    /** All of it is committed. */
    static final int DONE = 'D';

    static final int CHUNK = 64 * 1024;
    static final long BODY_MAX = 1L << 40;
    static final int BODIES_MAX = 1000;
    private static final int MARK_OCTETS = 16;

    private UnionWire() {}

    static void mark(DataOutputStream out, LogMark mark) throws IOException {
        out.writeLong(mark.sequence());
        out.write(mark.chain());
    }

    static LogMark mark(DataInputStream in) throws IOException {
        long sequence = in.readLong();
        byte[] chain = new byte[MARK_OCTETS];
        in.readFully(chain);
        if (sequence < 0) {
            throw new IOException("a place in the log that cannot be");
        }
        return new LogMark(sequence, chain);
    }

    static void entry(DataOutputStream out, JournalEntry entry) throws IOException {
        byte[] octets = EntryCodec.toBytes(entry);
        out.writeInt(octets.length);
        out.write(octets);
    }

    static JournalEntry entry(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > EntryCodec.ENTRY_MAX) {
            throw new IOException("an entry of " + length + " octets");
        }
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new IOException("an entry that ends too soon");
        }
        return EntryCodec.fromBytes(octets);
    }
}
