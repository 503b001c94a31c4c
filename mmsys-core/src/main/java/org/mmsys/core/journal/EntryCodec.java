package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of entries: a version, the operations with their fields, and behind them the inline bodies.
 *
 * <p>Numbers are variable-length, texts are UTF-8 behind their length. Decoding checks every length against what is there
 * before it allocates anything, so damaged or hostile octets give a {@link CorruptEntryException} and nothing worse. Any
 * thread.
 */
public final class EntryCodec {
    /** The most that fields and bodies of one entry may take together. */
    public static final int ENTRY_MAX = 32 * 1024 * 1024;

    static final int VERSION = 1;
    /** No operation is shorter than its type and one field. */
    private static final int OPERATION_MIN = 2;

    private EntryCodec() {}

    /**
     * Encodes an entry without copying its bodies.
     *
     * @throws IllegalArgumentException if it is longer than {@link #ENTRY_MAX} or names a body file that is none
     */
    static EncodedEntry encode(JournalEntry entry) {
        FieldWriter fields = new FieldWriter();
        fields.octet(VERSION);
        fields.number(entry.operations().size());
        OperationWriter writer = new OperationWriter(fields);
        for (Operation operation : entry.operations()) {
            operation.match(writer);
        }
        EncodedEntry encoded = new EncodedEntry(fields.array(), fields.length(), writer.bodies(), writer.spooled());
        if (encoded.size() > ENTRY_MAX) {
            throw new IllegalArgumentException("entry of " + encoded.size() + " octets");
        }
        return encoded;
    }

    /** The binary form in one piece: what {@link #fromBytes} reads. */
    public static byte[] toBytes(JournalEntry entry) {
        EncodedEntry encoded = encode(entry);
        ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + encoded.size());
        all.putInt(encoded.fieldsLength());
        encoded.writeTo(all);
        return all.array();
    }

    /** Reads what {@link #toBytes} wrote. */
    public static JournalEntry fromBytes(byte[] octets) throws CorruptEntryException {
        ByteBuffer all = ByteBuffer.wrap(octets);
        if (all.remaining() < Integer.BYTES) {
            throw new CorruptEntryException("entry cut off");
        }
        int fieldsLength = all.getInt();
        if (fieldsLength < 0 || fieldsLength > all.remaining()) {
            throw new CorruptEntryException("entry cut off");
        }
        ByteBuffer fields = all.slice(Integer.BYTES, fieldsLength);
        ByteBuffer bodies = all.slice(Integer.BYTES + fieldsLength, all.remaining() - fieldsLength);
        return decode(fields, bodies);
    }

    /** Decodes fields and bodies; both must be used up exactly. */
    static JournalEntry decode(ByteBuffer fields, ByteBuffer bodies) throws CorruptEntryException {
        FieldReader reader = new FieldReader(fields);
        int version = reader.octet();
        if (version != VERSION) {
            throw new CorruptEntryException("entry of version " + version);
        }
        int count = reader.count(OPERATION_MIN);
        if (count == 0) {
            throw new CorruptEntryException("entry without operations");
        }
        List<Operation> operations = new ArrayList<>(count);
        OperationReader operationReader = new OperationReader(reader, bodies);
        for (int i = 0; i < count; i++) {
            operations.add(operationReader.next());
        }
        if (reader.remaining() != 0 || bodies.hasRemaining()) {
            throw new CorruptEntryException("octets left over behind an entry");
        }
        return new JournalEntry(operations);
    }
}
