package org.mmsys.core.queue;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.mmsys.core.journal.CorruptEntryException;
import org.mmsys.core.journal.EntryCodec;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;

/** The queue as it stands in a checkpoint: in the order of age, which is written as a duration. */
final class QueueSnapshot {
    private static final int VERSION = 1;
    private static final int HELD = 1;
    private static final int WARNED = 2;

    private QueueSnapshot() {}

    static void write(Collection<Queued> messages, long now, DataOutput snapshot) throws IOException {
        snapshot.writeInt(VERSION);
        snapshot.writeInt(messages.size());
        for (Queued message : messages) {
            snapshot.writeInt(message.envelope.length);
            snapshot.write(message.envelope);
            snapshot.writeLong(message.ageMillis(now));
            snapshot.writeByte((message.held ? HELD : 0) | (message.warned ? WARNED : 0));
            write(message.open, snapshot);
            write(MailQueue.orEmpty(message.claimed), snapshot);
        }
    }

    private static void write(BitSet set, DataOutput snapshot) throws IOException {
        byte[] octets = set.toByteArray();
        snapshot.writeInt(octets.length);
        snapshot.write(octets);
    }

    static List<Queued> read(DataInput snapshot, long now) throws IOException {
        int version = snapshot.readInt();
        if (version != VERSION) {
            throw new IOException("queue section of version " + version);
        }
        int count = snapshot.readInt();
        List<Queued> messages = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            messages.add(message(snapshot, number, now));
        }
        return messages;
    }

    private static Queued message(DataInput snapshot, long number, long now) throws IOException {
        byte[] envelope = octets(snapshot, EntryCodec.ENTRY_MAX);
        Operation.Enqueue op = decode(envelope);
        long age = snapshot.readLong();
        int flags = snapshot.readUnsignedByte();
        int recipients = op.recipients().size();
        BitSet open = set(snapshot, recipients);
        BitSet claimed = set(snapshot, recipients);
        Guid id = op.id();
        Queued message = new Queued(id, number, envelope, recipients, now - age, open);
        message.claimed = claimed.isEmpty() ? null : claimed;
        message.held = (flags & HELD) != 0;
        message.warned = (flags & WARNED) != 0;
        return message;
    }

    private static Operation.Enqueue decode(byte[] envelope) throws IOException {
        try {
            JournalEntry entry = EntryCodec.fromBytes(envelope);
            if (entry.operations().get(0) instanceof Operation.Enqueue op) {
                return op;
            }
            throw new IOException("queue section damaged: no envelope");
        } catch (CorruptEntryException damaged) {
            throw new IOException("queue section damaged", damaged);
        }
    }

    private static BitSet set(DataInput snapshot, int most) throws IOException {
        BitSet set = BitSet.valueOf(octets(snapshot, most / 8 + 1));
        if (set.length() > most) {
            throw new IOException("queue section damaged: recipient " + set.length() + " of " + most);
        }
        return set;
    }

    private static byte[] octets(DataInput snapshot, int most) throws IOException {
        int length = snapshot.readInt();
        if (length < 0 || length > most) {
            throw new IOException("queue section damaged: " + length + " octets");
        }
        byte[] octets = new byte[length];
        snapshot.readFully(octets);
        return octets;
    }
}
