package org.mmsys.replica.registry.ratis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;

/** What the table answers to a command or a question, as it goes back to the node that asked. */
record TableAnswer(Outcome outcome, Optional<Versioned> record) {
    /** How a command ended. */
    enum Outcome {
        READ('r'),
        APPLIED('a'),
        CONFLICT('c'),
        REFUSED('x');

        private final char code;

        Outcome(char code) {
            this.code = code;
        }

        byte code() {
            return (byte) code;
        }

        /** @throws IOException if there is none of this code */
        static Outcome of(byte code) throws IOException {
            for (Outcome each : values()) {
                if (each.code() == code) {
                    return each;
                }
            }
            throw new IOException("outcome of kind " + code);
        }
    }

    Change asChange() {
        return switch (outcome) {
            case APPLIED -> new Change.Applied();
            case CONFLICT -> new Change.Conflict(record);
            case REFUSED -> new Change.Unknown("the registry is full or does not know the command");
            case READ -> new Change.Unknown("the registry answered something else");
        };
    }

    Reading asReading() {
        if (outcome != Outcome.READ) {
            return new Reading.Unavailable("the registry answered something else");
        }
        return record.<Reading>map(Reading.Found::new).orElseGet(Reading.Absent::new);
    }

    byte[] toBytes() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeByte(outcome.code());
            if (record.isPresent()) {
                byte[] value = record.get().value();
                out.writeLong(record.get().version());
                out.writeShort(value.length);
                out.write(value);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.toByteArray();
    }

    /** @throws IOException if it is no answer */
    static TableAnswer parse(byte[] octets) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        Outcome outcome = Outcome.of(in.readByte());
        if (in.available() == 0) {
            return new TableAnswer(outcome, Optional.empty());
        }
        long version = in.readLong();
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        return new TableAnswer(outcome, Optional.of(new Versioned(version, value)));
    }
}
