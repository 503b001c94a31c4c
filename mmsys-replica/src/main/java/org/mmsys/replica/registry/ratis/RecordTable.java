package org.mmsys.replica.registry.ratis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.mmsys.replica.registry.Versioned;
import org.mmsys.replica.registry.ratis.TableAnswer.Outcome;

/**
 * The records, and what was decided lately: the same on every voter that has applied the same commands.
 *
 * <p>A command that comes again is answered as before, even if the record has changed since. Thread-safe.
 */
final class RecordTable {
    private static final long MAGIC = 0x4d4d535245475331L; // MMSREGS1
    private static final int KEYS_MAX = 1000;
    /** A request is sent again for seconds only; this many changes take the nodes of a system longer. */
    private static final int DECIDED_MAX = 1024;

    private final Map<String, Versioned> records = new TreeMap<>();
    private final Map<UUID, Outcome> decided = new LinkedHashMap<>();

    synchronized TableAnswer apply(CasCommand command) {
        Outcome outcome = decided.get(command.token());
        if (outcome == null) {
            outcome = decide(command);
            decided.put(command.token(), outcome);
            if (decided.size() > DECIDED_MAX) {
                Iterator<UUID> oldest = decided.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return new TableAnswer(
                outcome,
                outcome == Outcome.CONFLICT ? Optional.ofNullable(records.get(command.key())) : Optional.empty());
    }

    private Outcome decide(CasCommand command) {
        Optional<Versioned> current = Optional.ofNullable(records.get(command.key()));
        if (current.map(Versioned::version).orElse(0L) != command.expectedVersion()) {
            return Outcome.CONFLICT;
        }
        if (current.isEmpty() && records.size() >= KEYS_MAX) {
            return Outcome.REFUSED;
        }
        records.put(command.key(), new Versioned(command.expectedVersion() + 1, command.value()));
        return Outcome.APPLIED;
    }

    synchronized TableAnswer read(String key) {
        return new TableAnswer(Outcome.READ, Optional.ofNullable(records.get(key)));
    }

    /** How many records there are. */
    synchronized int size() {
        return records.size();
    }

    /** All of it, with a checksum. */
    synchronized byte[] toBytes() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeLong(MAGIC);
            out.writeInt(records.size());
            for (Map.Entry<String, Versioned> each : records.entrySet()) {
                byte[] value = each.getValue().value();
                out.writeUTF(each.getKey());
                out.writeLong(each.getValue().version());
                out.writeShort(value.length);
                out.write(value);
            }
            out.writeInt(decided.size());
            for (Map.Entry<UUID, Outcome> each : decided.entrySet()) {
                out.writeLong(each.getKey().getMostSignificantBits());
                out.writeLong(each.getKey().getLeastSignificantBits());
                out.writeByte(each.getValue().code());
            }
            out.writeInt(crc(octets.toByteArray(), octets.size()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.toByteArray();
    }

    /**
     * Takes over what {@link #toBytes} wrote, in place of all there was.
     *
     * @throws IOException if it is damaged; nothing has changed then
     */
    synchronized void load(byte[] octets) throws IOException {
        int length = octets.length - Integer.BYTES;
        if (length < Long.BYTES
                || crc(octets, length) != ByteBuffer.wrap(octets).getInt(length)) {
            throw new IOException("the snapshot of the registry is damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets, 0, length));
        if (in.readLong() != MAGIC) {
            throw new IOException("no snapshot of a version known here");
        }
        Map<String, Versioned> found = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String key = in.readUTF();
            long version = in.readLong();
            byte[] value = new byte[in.readUnsignedShort()];
            in.readFully(value);
            found.put(key, new Versioned(version, value));
        }
        Map<UUID, Outcome> known = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            known.put(new UUID(in.readLong(), in.readLong()), Outcome.of(in.readByte()));
        }
        records.clear();
        records.putAll(found);
        decided.clear();
        decided.putAll(known);
    }

    private static int crc(byte[] octets, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, length);
        return (int) crc.getValue();
    }
}
