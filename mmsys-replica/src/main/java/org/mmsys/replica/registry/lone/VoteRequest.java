package org.mmsys.replica.registry.lone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.replica.registry.Registry;

/**
 * What one half asks the other. It always shows its own vote, so that a vote that was given away arrives with any question.
 *
 * @param disk of the one who asks
 * @param vote of the one who asks
 * @param change what is to be changed; none if it only wants to know
 */
record VoteRequest(String key, UUID disk, Vote vote, Optional<Proposal> change) {
    private static final int OCTETS_MAX = 3 * Registry.VALUE_MAX;

    VoteRequest {
        Registry.check(key);
    }

    /** A compare-and-set. */
    record Proposal(long expected, byte[] value) {
        Proposal {
            if (expected < 0 || value.length > Registry.VALUE_MAX) {
                throw new IllegalArgumentException("version " + expected + ", " + value.length + " octets");
            }
        }
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeUTF(key);
        VoteText.write(out, disk);
        VoteText.write(out, vote);
        out.writeBoolean(change.isPresent());
        if (change.isPresent()) {
            out.writeLong(change.get().expected);
            VoteText.write(out, change.get().value);
        }
        return octets.toByteArray();
    }

    /** @throws IOException if it is none */
    static VoteRequest read(byte[] octets) throws IOException {
        if (octets.length > OCTETS_MAX) {
            throw new IOException("a question of " + octets.length + " octets");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        try {
            String key = in.readUTF();
            UUID disk = VoteText.readDisk(in);
            Vote vote = VoteText.readVote(in);
            Optional<Proposal> change = in.readBoolean()
                    ? Optional.of(new Proposal(in.readLong(), VoteText.readValue(in)))
                    : Optional.empty();
            return new VoteRequest(key, disk, vote, change);
        } catch (IllegalArgumentException strange) {
            throw new IOException("a question that cannot be: " + strange.getMessage(), strange);
        }
    }
}
