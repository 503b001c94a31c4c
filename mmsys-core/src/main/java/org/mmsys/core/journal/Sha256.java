package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A SHA-256 digest. */
public final class Sha256 {
    public static final int LENGTH = 32;
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{64}");
    private static final MessageDigest FRESH = lookUp();
    private final byte[] octets;

    private Sha256(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("digest of " + octets.length + " octets");
        }
        this.octets = octets;
    }

    public static Sha256 ofDigest(byte[] digest) {
        return new Sha256(digest.clone());
    }

    /** The digest of these octets. */
    public static Sha256 over(byte[] content) {
        return new Sha256(newDigest().digest(content));
    }

    public static Sha256 finish(MessageDigest running) {
        return new Sha256(running.digest());
    }

    public static Sha256 read(ByteBuffer from) {
        byte[] digest = new byte[LENGTH];
        from.get(digest);
        return new Sha256(digest);
    }

    public void write(ByteBuffer into) {
        into.put(octets);
    }

    public byte[] toBytes() {
        return octets.clone();
    }

    /** A fresh SHA-256 computation: a copy of one that was never fed, which is several times cheaper than a look-up. */
    public static MessageDigest newDigest() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException providersCanClone) {
            return lookUp();
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** What {@link #toString} has made; empty if it has not. */
    public static Optional<Sha256> parse(String text) {
        return TEXT.matcher(text).matches()
                ? Optional.of(ofDigest(HexFormat.of().parseHex(text)))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
