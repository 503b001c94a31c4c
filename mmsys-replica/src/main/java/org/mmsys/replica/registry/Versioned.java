package org.mmsys.replica.registry;

import java.util.Arrays;

/**
 * A record as it was read.
 *
 * @param version 1 or more
 * @param value copied on the way in and out
 */
public record Versioned(long version, byte[] value) {
    public Versioned {
        if (version < 1 || value.length > Registry.VALUE_MAX) {
            throw new IllegalArgumentException("version " + version + ", value of " + value.length + " octets");
        }
        value = value.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Versioned that && version == that.version && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(version) + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "version " + version + " (" + value.length + " octets)";
    }
}
