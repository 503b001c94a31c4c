package org.mmsys.wire.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password on its way through the code: prints as stars, compares in constant time. Immutable. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The password itself; never to be logged or put into a reply. */
    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return 0; // a hash of a password would leak into whatever prints hashes
    }

    @Override
    public String toString() {
        return "***";
    }
}
