package org.mmsys.replica.registry.lone;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;

/** Votes in octets, on the disk and between the halves: disk, version (0: never), value, whether there is an heir, heir. */
final class VoteText {
    private VoteText() {}

    static void write(DataOutputStream out, UUID disk) throws IOException {
        out.writeLong(disk.getMostSignificantBits());
        out.writeLong(disk.getLeastSignificantBits());
    }

    static UUID readDisk(DataInputStream in) throws IOException {
        long high = in.readLong();
        return new UUID(high, in.readLong());
    }

    static void write(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    static byte[] readValue(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > Registry.VALUE_MAX) {
            throw new IOException("a value of " + length + " octets");
        }
        byte[] value = new byte[length];
        in.readFully(value);
        return value;
    }

    static void write(DataOutputStream out, Vote vote) throws IOException {
        out.writeLong(vote.version());
        write(out, vote.record().map(Versioned::value).orElse(new byte[0]));
        out.writeBoolean(vote.heir().isPresent());
        if (vote.heir().isPresent()) {
            write(out, vote.heir().get());
        }
    }

    static Vote readVote(DataInputStream in) throws IOException {
        long version = in.readLong();
        byte[] value = readValue(in);
        Optional<UUID> heir = in.readBoolean() ? Optional.of(readDisk(in)) : Optional.empty();
        Optional<Versioned> record = version == 0 ? Optional.empty() : Optional.of(new Versioned(version, value));
        return new Vote(record, heir);
    }
}
