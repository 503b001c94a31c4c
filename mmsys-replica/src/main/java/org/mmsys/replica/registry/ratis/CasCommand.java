package org.mmsys.replica.registry.ratis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.mmsys.replica.registry.Registry;

/**
 * A compare-and-set as it stands in the log.
 *
 * @param token which request it is: sent twice it is carried out once
 * @param value not copied
 */
record CasCommand(UUID token, String key, long expectedVersion, byte[] value) {
    private static final int CAS_1 = 1;

    CasCommand {
        Registry.check(key, expectedVersion, value);
    }

    byte[] toBytes() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeByte(CAS_1);
            out.writeLong(token.getMostSignificantBits());
            out.writeLong(token.getLeastSignificantBits());
            out.writeUTF(key);
            out.writeLong(expectedVersion);
            out.writeShort(value.length);
            out.write(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.toByteArray();
    }

    /** @throws IOException if it is no command of a kind known here */
    static CasCommand parse(byte[] octets) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        int kind = in.readByte();
        if (kind != CAS_1) {
            throw new IOException("command of kind " + kind);
        }
        UUID token = new UUID(in.readLong(), in.readLong());
        String key = in.readUTF();
        long expected = in.readLong();
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        try {
            return new CasCommand(token, key, expected, value);
        } catch (IllegalArgumentException strange) {
            throw new IOException(strange);
        }
    }
}
