package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An entry ready for the log: its fields encoded, its inline bodies still where they were, so that they are copied once.
 *
 * <p>Immutable by convention: nobody changes the arrays.
 */
final class EncodedEntry {
    private final byte[] fields;
    private final int fieldsLength;
    private final List<byte[]> bodies;
    private final int bodiesLength;
    private final List<String> spooled;

    EncodedEntry(byte[] fields, int fieldsLength, List<byte[]> bodies, List<String> spooled) {
        this.fields = fields;
        this.fieldsLength = fieldsLength;
        this.bodies = bodies;
        this.spooled = spooled;
        int total = 0;
        for (byte[] body : bodies) {
            total = Math.addExact(total, body.length);
        }
        this.bodiesLength = total;
    }

    /** The array that holds the fields, from its beginning. */
    byte[] fields() {
        return fields;
    }

    int fieldsLength() {
        return fieldsLength;
    }

    int bodiesLength() {
        return bodiesLength;
    }

    /** Octets of fields and bodies together. */
    int size() {
        return Math.addExact(fieldsLength, bodiesLength);
    }

    /** The names of the body files it refers to. */
    List<String> spooled() {
        return spooled;
    }

    void writeTo(ByteBuffer into) {
        into.put(fields, 0, fieldsLength);
        for (byte[] body : bodies) {
            into.put(body);
        }
    }
}
