package org.mmsys.replica.registry.lone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.UUID;
import org.mmsys.replica.registry.Registry;

/**
 * What the other half says.
 *
 * @param disk of the one who answers
 * @param vote of the one who answers, after what was asked has been done
 */
record VoteReply(Outcome outcome, UUID disk, Vote vote) {
    private static final int OCTETS_MAX = 2 * Registry.VALUE_MAX;

    /** What became of a change. */
    enum Outcome {
        /** None was asked for. */
        NOTHING(0),
        /** It is on the disk of the one who answers. */
        APPLIED(1),
        /** He has the vote, and the record is of another version. */
        CONFLICT(2),
        /** He has not the vote. */
        NOT_HERE(3);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        private static Outcome of(int code) throws IOException {
            for (Outcome outcome : values()) {
                if (outcome.code == code) {
                    return outcome;
                }
            }
            throw new IOException("outcome " + code);
        }
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeByte(outcome.code);
        VoteText.write(out, disk);
        VoteText.write(out, vote);
        return octets.toByteArray();
    }

    /** @throws IOException if it is none */
    static VoteReply read(byte[] octets) throws IOException {
        if (octets.length > OCTETS_MAX) {
            throw new IOException("an answer of " + octets.length + " octets");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        Outcome outcome = Outcome.of(in.readUnsignedByte());
        try {
            return new VoteReply(outcome, VoteText.readDisk(in), VoteText.readVote(in));
        } catch (IllegalArgumentException strange) {
            throw new IOException("an answer that cannot be: " + strange.getMessage(), strange);
        }
    }
}
